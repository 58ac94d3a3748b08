import { Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config/config';
import { CancelDataExport } from '../../../reporting/exports/cancel-data-export';
import { FindDataExports, type FoundExport } from '../../../reporting/exports/find-data-exports';
import { StartDataExport } from '../../../reporting/exports/start-data-export';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { dateOf, required } from '../v1-parameters';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

/** Dates of exports have no milliseconds. */
const wholeSeconds = (moment: number | null) => dateOf(moment).replace(/\.\d{3}(?=\+)/, '');

/** rustici.export: all data of the application as one zip, made in the background and kept for a week. */
@Injectable()
export class ExportsMethods implements V1MethodGroup {
  constructor(
    private readonly begin: StartDataExport,
    private readonly stop: CancelDataExport,
    private readonly find: FindDataExports,
    private readonly config: Config,
  ) {}

  readonly methods: V1Methods = {
    'rustici.export.start': { signedBy: 'application', run: async ({ applicationId }) => elements(element('export_id', {}, await this.begin.run(applicationId))) },
    'rustici.export.status': { signedBy: 'application', run: async (call) => elements(this.shown(call.applicationId, await this.find.one(call.applicationId, required(call, 'exportid')))) },
    'rustici.export.cancel': { signedBy: 'application', run: (call) => this.cancel(call) },
    'rustici.export.download': { signedBy: 'application', run: (call) => this.download(call) },
    'rustici.export.list': { signedBy: 'application', run: (call) => this.list(call) },
  };

  private async cancel(call: V1Call): Promise<V1Answer> {
    await this.stop.run(call.applicationId, required(call, 'exportid'));
    return elements(element('success'));
  }

  private async download(call: V1Call): Promise<V1Answer> {
    const id = required(call, 'exportid');
    return { body: await this.find.file(call.applicationId, id), type: 'application/zip', fileName: `export-${id}.zip` };
  }

  private async list({ applicationId }: V1Call): Promise<V1Answer> {
    return elements(element('exports', {}, ...(await this.find.all(applicationId)).map((one) => this.shown(applicationId, one))));
  }

  /** Clients put `server_location` into the place of the host of their own address. */
  private shown(applicationId: string, { exportId, status, createdAt, endedAt, percent }: FoundExport): Xml {
    return element(
      'export', { id: exportId }, element('appid', {}, applicationId), element('status', {}, status), element('start_date', {}, wholeSeconds(createdAt)), element('end_date', {}, wholeSeconds(endedAt)), element('percent_complete', {}, percent),
      element('server_location', {}, new URL(this.config.publicUrl).host),
    );
  }
}
