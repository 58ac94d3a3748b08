import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newKey } from '../../platform/random-ids';
import { CreateInstance } from '../../registrations/create-instance';
import { CreateRegistration } from '../../registrations/create-registration';
import { hashSecret } from '../package/dispatch-key.rules';
import { ReserveSeat } from '../seats/reserve-seat';
import { type LaunchCaller, refuseLaunch } from './identify-caller';
import type { SeatAtDoor } from './launch.report';
import { storedLearner } from './learner-data.rules';
import { RegistrationProofs } from './registration-proofs';
import { freshResult } from './relay-state.rules';

/** Makes a registration (or a further instance of one) and takes the seat for it. */
@Injectable()
export class BeginSeat {
  constructor(
    private readonly registrations: CreateRegistration,
    private readonly instances: CreateInstance,
    private readonly reserve: ReserveSeat,
    private readonly proofs: RegistrationProofs,
    private readonly clock: Clock,
  ) {}

  /**
   * Inside the launch's unit of work.
   * @param after the seat whose registration gets a further instance; without it a registration of its own is made
   * @param newcomer caps count
   * Failures: launch-refused (full).
   */
  async run(caller: LaunchCaller, newcomer: boolean, after?: SeatAtDoor): Promise<{ seat: SeatAtDoor; proof: string }> {
    const { door, learnerKey, launch } = caller;
    const made = after ? await this.furtherInstance(caller, after) : await this.registration(caller);
    const now = this.clock.now();
    const seatKey = newKey();
    const { proof, hash } = this.proofs.of(seatKey);
    const row = {
      seatKey, applicationId: door.applicationId, dispatchKey: door.dispatchKey, learnerKey, instance: caller.nextInstance,
      registrationKey: made.registrationKey, instanceKey: made.instanceKey, proofHash: hash, launchId: hashSecret(launch.launchId), unproven: false, isTest: door.key?.isTest ?? false, now,
    };
    const learners = caller.own.some((one) => one.counts) ? 0 : 1;
    if (!(await this.reserve.run({ seat: row, destinationKey: door.destinationKey, newcomer, learners, capped: door.capped }))) return refuseLaunch('full', door);
    return { seat: { ...freshResult(1), ...row, versionKey: made.versionKey, launchedAt: now, provenAt: null, lastAck: null, createdAt: now, counts: !row.isTest }, proof };
  }

  private registration({ door, learnerKey, launch }: LaunchCaller) {
    const privacy = door.hashUserInfo && door.settings.privacy === 'raw' ? 'pseudonym' : door.settings.privacy;
    return this.registrations.run({
      applicationId: door.applicationId, registrationId: newKey(), learner: storedLearner(launch.learner, privacy, { learnerKey, random: newKey() }), course: door.course,
      dispatchId: door.dispatchId, opened: true,
    });
  }

  private async furtherInstance({ door }: LaunchCaller, { registrationKey }: SeatAtDoor) {
    return { registrationKey, ...(await this.instances.run({ applicationId: door.applicationId, registrationKey, versionKey: door.course.versionKey, opened: true })) };
  }
}
