import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ChangeLearner, type LearnerNames } from '../registrations/change-learner';
import { FindLearners } from '../registrations/find-learners';
import { AddTags } from '../tags/add-tags';
import { FindTags } from '../tags/find-tags';
import { ReplaceTags } from '../tags/replace-tags';
import { MoveLearnerDocuments } from '../xapi/documents/move-learner-documents';
import { learnerUnknown } from './learners.failures';

/** Writes a learner's names, address and id on all their registrations, the older ones too. Done when it answers; a caller who gets no answer asks again. */
@Injectable()
export class RenameLearner {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly learners: FindLearners,
    private readonly change: ChangeLearner,
    private readonly findTags: FindTags,
    private readonly addTags: AddTags,
    private readonly replaceTags: ReplaceTags,
    private readonly documents: MoveLearnerDocuments,
  ) {}

  /** Under another id that has registrations already, both become one learner; statements stay with the actor that they name. Failures: learner-unknown. */
  async run(applicationId: string, learnerId: string, { id, ...names }: LearnerNames): Promise<void> {
    if (!(await this.learners.known(applicationId, [learnerId])).size) throw learnerUnknown(learnerId);
    const newId = id === learnerId ? undefined : id;
    if (newId !== undefined) {
      await this.moveTags(applicationId, learnerId, newId);
      await this.documents.run(applicationId, learnerId, newId);
    }
    await this.change.run(applicationId, learnerId, { ...names, id: newId });
  }

  private moveTags(applicationId: string, learnerId: string, newId: string): Promise<void> {
    return this.unit.run(async () => {
      const tags = (await this.findTags.run(applicationId, 'learner', [learnerId])).get(learnerId) ?? [];
      await this.addTags.run({ applicationId, kind: 'learner', itemKeys: [newId], tags });
      await this.replaceTags.run({ applicationId, kind: 'learner', itemKeys: [learnerId], tags: [] });
    });
  }
}
