import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { StatementPipe } from './statement-pipe.entity';

@Injectable()
export class StatementPipeRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, pipeId: string): Promise<StatementPipe | null> {
    return this.unit.manager.findOneBy(StatementPipe, { applicationId, pipeId });
  }

  /** The oldest first. */
  all(applicationId: string): Promise<StatementPipe[]> {
    return this.unit.manager.find(StatementPipe, { where: { applicationId }, order: { createdAt: 'ASC', pipeId: 'ASC' } });
  }

  async count(applicationId: string): Promise<number> {
    return this.unit.manager.countBy(StatementPipe, { applicationId });
  }

  async add(pipe: StatementPipe): Promise<void> {
    await this.unit.manager.insert(StatementPipe, pipe);
  }

  async change(applicationId: string, pipeId: string, fields: Partial<StatementPipe>): Promise<void> {
    await this.unit.manager.update(StatementPipe, { applicationId, pipeId }, fields);
  }

  /** False when there was none. */
  async remove(applicationId: string, pipeId: string): Promise<boolean> {
    return (await this.unit.execute('DELETE FROM xapi_statement_pipes WHERE application_id = ? AND pipe_id = ?', [applicationId, pipeId])).affected > 0;
  }

  async removeAll(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM xapi_statement_pipes WHERE application_id = ?', [applicationId]);
  }
}
