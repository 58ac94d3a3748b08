import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { isUniqueViolation } from '../../platform/database/unique-violation';
import { newKey } from '../../platform/random-ids';
import { SealedTexts } from '../../platform/sealed-texts';
import { statementPipesFull, statementPipeUnknown, statementPipeWithoutTarget } from '../xapi.failures';
import { StatementPipeRepository } from './statement-pipe.repository';

export interface StatementEndpoint {
  url: string;
  userName?: string;
  password?: string;
}
export interface StatementPipeFields {
  /** Absent: this application's own statements. */
  source?: StatementEndpoint;
  target?: StatementEndpoint;
}
const endpointPurpose = 'statement-pipe';
const sealEndpoint = (sealed: SealedTexts, place: string[], end: StatementEndpoint) => sealed.seal(endpointPurpose, JSON.stringify(place), JSON.stringify(end));
export const openEndpoint = (sealed: SealedTexts, place: string[], text: string) => sealed.open(endpointPurpose, JSON.stringify(place), text);

const mostPipes = 100;

/** Makes, changes and removes statement pipes. They are stored; nothing is forwarded yet. */
@Injectable()
export class ChangeStatementPipes {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly pipes: StatementPipeRepository,
    private readonly sealed: SealedTexts,
    private readonly clock: Clock,
  ) {}

  /** Answers the id made for it. Failures: statement-pipes-full, statement-pipe-without-target. */
  async create(applicationId: string, fields: StatementPipeFields): Promise<string> {
    const pipeId = newKey();
    await this.unit.run(() => this.add(applicationId, pipeId, fields));
    return pipeId;
  }

  /** Makes the pipe of this id, or changes what is given. Failures: statement-pipes-full, statement-pipe-without-target. */
  async put(applicationId: string, pipeId: string, fields: StatementPipeFields): Promise<void> {
    const put = () =>
      this.unit.run(async () => {
        if (!(await this.pipes.find(applicationId, pipeId))) return this.add(applicationId, pipeId, fields);
        await this.pipes.change(applicationId, pipeId, { ...this.sealedOf(applicationId, pipeId, fields), updatedAt: this.clock.now() });
      });
    try {
      await put();
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      await put(); // made by another caller at the same time
    }
  }

  /** Changes what is given of one that is there. Failures: statement-pipe-unknown. */
  existing(applicationId: string, pipeId: string, fields: StatementPipeFields): Promise<void> {
    return this.unit.run(async () => {
      if (!(await this.pipes.find(applicationId, pipeId))) throw statementPipeUnknown(pipeId);
      await this.pipes.change(applicationId, pipeId, { ...this.sealedOf(applicationId, pipeId, fields), updatedAt: this.clock.now() });
    });
  }

  /** Failures: statement-pipe-unknown. */
  remove(applicationId: string, pipeId: string): Promise<void> {
    return this.unit.run(async () => {
      if (!(await this.pipes.remove(applicationId, pipeId))) throw statementPipeUnknown(pipeId);
    });
  }

  private async add(applicationId: string, pipeId: string, fields: StatementPipeFields): Promise<void> {
    if ((await this.pipes.count(applicationId)) >= mostPipes) throw statementPipesFull(mostPipes);
    const { sealedSource = null, sealedTarget } = this.sealedOf(applicationId, pipeId, fields);
    if (sealedTarget === undefined) throw statementPipeWithoutTarget();
    const now = this.clock.now();
    await this.pipes.add({ applicationId, pipeId, sealedSource, sealedTarget, createdAt: now, updatedAt: now });
  }

  private sealedOf(applicationId: string, pipeId: string, { source, target }: StatementPipeFields): { sealedSource?: string; sealedTarget?: string } {
    const seal = (role: string, end: StatementEndpoint) => sealEndpoint(this.sealed, [applicationId, pipeId, role], end);
    return { ...(source ? { sealedSource: seal('source', source) } : {}), ...(target ? { sealedTarget: seal('target', target) } : {}) };
  }
}
