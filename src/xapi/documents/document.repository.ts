import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { DocumentPlace } from './document-place.rules';
import { XapiDocument } from './document.entity';

@Injectable()
export class DocumentRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(documentKey: string): Promise<XapiDocument | null> {
    return this.unit.manager.findOneBy(XapiDocument, { documentKey });
  }

  /** Locked against other changes of it, so that nobody replaces what they did not read. */
  async locked(documentKey: string): Promise<XapiDocument | null> {
    const [row] = await this.unit.query(`SELECT document_key FROM xapi_documents WHERE document_key = ?${this.unit.forUpdate}`, [documentKey]);
    return row ? this.find(documentKey) : null;
  }

  /** The ids of a place, of documents that changed after `since`. */
  async ids(place: string, since: number): Promise<string[]> {
    const rows = await this.unit.query<{ document_id: string }>('SELECT document_id FROM xapi_documents WHERE place = ? AND updated_at > ? ORDER BY updated_at', [place, since]);
    return rows.map((row) => row.document_id);
  }

  /** How many documents stand beside those of a place. */
  async countBeside({ applicationId, instanceKey, learnerId, place }: DocumentPlace): Promise<number> {
    const [sql, values] = instanceKey ? ['instance_key = ?', [instanceKey]] : learnerId ? ['application_id = ? AND learner_id = ?', [applicationId, learnerId]] : ['place = ?', [place]];
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM xapi_documents WHERE ${sql}`, values as string[]);
    return Number(row?.n ?? 0);
  }

  async put(d: XapiDocument): Promise<void> {
    await this.unit.execute(
      'REPLACE INTO xapi_documents (document_key, place, application_id, instance_key, learner_id, document_id, content_type, content, etag, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [d.documentKey, d.place, d.applicationId, d.instanceKey, d.learnerId, d.documentId, d.contentType, d.content, d.etag, d.updatedAt],
    );
  }

  async remove(documentKey: string): Promise<void> {
    await this.unit.manager.delete(XapiDocument, { documentKey });
  }

  async clear(place: string): Promise<void> {
    await this.unit.manager.delete(XapiDocument, { place });
  }

  async removeOf(instanceKeys: readonly string[]): Promise<void> {
    if (instanceKeys.length) await this.unit.manager.delete(XapiDocument, { instanceKey: In([...instanceKeys]) });
  }

  ofLearner(applicationId: string, learnerId: string): Promise<XapiDocument[]> {
    return this.unit.manager.find(XapiDocument, { where: { applicationId, learnerId } });
  }

  async removeOfLearner(applicationId: string, learnerId: string): Promise<void> {
    await this.unit.manager.delete(XapiDocument, { applicationId, learnerId });
  }

  async removeAll(applicationId: string): Promise<void> {
    await this.unit.manager.delete(XapiDocument, { applicationId });
  }
}
