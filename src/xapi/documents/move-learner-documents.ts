import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { keyOfDocument, placeOfAgent } from './document-place.rules';
import { DocumentRepository } from './document.repository';

/** The profile of a learner goes with them to another id; what is there already stays. */
@Injectable()
export class MoveLearnerDocuments {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly documents: DocumentRepository,
  ) {}

  run(applicationId: string, from: string, to: string): Promise<void> {
    const place = placeOfAgent(applicationId, to);
    return this.unit.run(async () => {
      for (const document of await this.documents.ofLearner(applicationId, from)) {
        const documentKey = keyOfDocument(place, document.documentId);
        if (!(await this.documents.locked(documentKey))) await this.documents.put({ ...document, documentKey, place: place.place, learnerId: to });
        await this.documents.remove(document.documentKey);
      }
    });
  }
}
