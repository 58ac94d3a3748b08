import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

@Injectable()
export class LrsCallbackRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async find(applicationId: string): Promise<string | undefined> {
    const [row] = await this.unit.query<{ url: string }>('SELECT url FROM lrs_callbacks WHERE application_id = ?', [applicationId]);
    return row?.url;
  }

  async put(applicationId: string, url: string): Promise<void> {
    await this.unit.execute('REPLACE INTO lrs_callbacks (application_id, url) VALUES (?, ?)', [applicationId, url]);
  }

  async remove(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM lrs_callbacks WHERE application_id = ?', [applicationId]);
  }
}
