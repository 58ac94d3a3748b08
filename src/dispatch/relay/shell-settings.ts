import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LaunchReport } from './launch.report';

/** Who may frame the shell of a dispatch, and the language of last resort; nothing is said about whether the dispatch exists. */
@Injectable()
export class ShellSettings {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly report: LaunchReport,
  ) {}

  async run(dispatchKey: string): Promise<{ frameAncestors: readonly string[]; language: string }> {
    const settings = await this.unit.run(() => this.report.settingsOf(dispatchKey));
    const enforced = settings?.originMode === 'enforce' && settings.allowedOrigins.length > 0;
    return { frameAncestors: enforced ? settings.allowedOrigins : ['*'], language: settings?.language ?? 'en' };
  }
}
