import { Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { SealedTexts } from '../../platform/sealed-texts';
import { statementPipeUnknown } from '../xapi.failures';
import { openEndpoint, type StatementEndpoint } from './change-statement-pipes';
import type { StatementPipe } from './statement-pipe.entity';
import { StatementPipeRepository } from './statement-pipe.repository';

export interface FoundStatementPipe {
  id: string;
  source?: StatementEndpoint;
  /** Absent for one that was sealed under another secret key of the server. */
  target?: StatementEndpoint;
}

/** Reads statement pipes with their endpoints. */
@Injectable()
export class FindStatementPipes {
  private readonly log = new Logger(FindStatementPipes.name);

  constructor(
    private readonly unit: UnitOfWork,
    private readonly pipes: StatementPipeRepository,
    private readonly sealed: SealedTexts,
  ) {}

  /** Failures: statement-pipe-unknown. */
  async one(applicationId: string, pipeId: string): Promise<FoundStatementPipe> {
    const found = await this.unit.run(() => this.pipes.find(applicationId, pipeId));
    if (!found) throw statementPipeUnknown(pipeId);
    return this.opened(found);
  }

  /** All of them (they are few), the oldest first. */
  async all(applicationId: string): Promise<FoundStatementPipe[]> {
    return (await this.unit.run(() => this.pipes.all(applicationId))).map((pipe) => this.opened(pipe));
  }

  private opened({ applicationId, pipeId, sealedSource, sealedTarget }: StatementPipe): FoundStatementPipe {
    const [source, target] = [sealedSource, sealedTarget].map((text, i) => {
      const opened = text === null || text === undefined ? undefined : openEndpoint(this.sealed, [applicationId, pipeId, i ? 'target' : 'source'], text);
      if (text && opened === undefined) this.log.warn('An endpoint of a statement pipe does not open with this SECRET_KEY; set it anew');
      return opened === undefined ? undefined : (JSON.parse(opened) as StatementEndpoint);
    });
    return { id: pipeId, source, target };
  }
}
