import { Injectable } from '@nestjs/common';
import { RenameLearner } from '../../../learners/rename-learner';
import { CreateInstance } from '../../../registrations/create-instance';
import { CreateRegistration } from '../../../registrations/create-registration';
import { DeleteInstance } from '../../../registrations/delete-instance';
import { DeleteRegistration } from '../../../registrations/delete-registration';
import { FindRegistrations } from '../../../registrations/find-registrations';
import { elements, success, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { numberOrLatest, required } from '../v1-parameters';
import { element } from '../../../platform/xml/xml-elements.rules';
import { namesOf, newRegistrationOf } from './registration.wire';

/** Registrations: making them, their instances, deleting them, and what their learner is called. */
@Injectable()
export class RegistrationMethods implements V1MethodGroup {
  constructor(
    private readonly create: CreateRegistration,
    private readonly find: FindRegistrations,
    private readonly remove: DeleteRegistration,
    private readonly instances: CreateInstance,
    private readonly removeInstance: DeleteInstance,
    private readonly rename: RenameLearner,
  ) {}

  readonly methods: V1Methods = {
    'rustici.registration.createRegistration': { signedBy: 'application', run: (call) => this.add(call) },
    'rustici.registration.exists': { signedBy: 'application', run: async (call) => elements(element('result', {}, await this.find.exists(call.applicationId, required(call, 'regid')))) },
    'rustici.registration.deleteRegistration': { signedBy: 'application', deletes: true, run: (call) => this.delete(call) },
    'rustici.registration.createNewInstance': { signedBy: 'application', run: (call) => this.addInstance(call) },
    'rustici.registration.updateLearnerInfo': { signedBy: 'application', run: (call) => this.update(call) },
  };

  private async add(call: V1Call): Promise<V1Answer> {
    await this.create.run(newRegistrationOf(call));
    return success();
  }

  /** With all its instances, or the named one alone. */
  private async delete(call: V1Call): Promise<V1Answer> {
    const id = required(call, 'regid');
    if (call.get('instanceid')) await this.removeInstance.run(call.applicationId, id, numberOrLatest(call, 'instanceid') ?? 'newest');
    else await this.remove.run(call.applicationId, id);
    return success();
  }

  private async addInstance(call: V1Call): Promise<V1Answer> {
    const found = await this.find.one(call.applicationId, required(call, 'regid'));
    const { instance } = await this.instances.run({ applicationId: call.applicationId, registrationKey: found.registration_key });
    return success({ instanceid: instance });
  }

  private async update(call: V1Call): Promise<V1Answer> {
    await this.rename.run(call.applicationId, required(call, 'learnerid'), namesOf(call));
    return success();
  }
}
