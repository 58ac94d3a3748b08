import { Injectable } from '@nestjs/common';
import { WalkRegistrations, type WalkedQuery } from '../../../registrations/walk-registrations';
import { ReportRegistrations } from '../../../runtime/report-registrations';
import { reportXml } from '../../../runtime/write-report.rules';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { filterOf, momentOf, required } from '../v1-parameters';
import { resultsFormatOf } from '../v1-postback';
import type { Xml } from '../../../platform/xml/xml-elements.rules';
import { registrationXml } from './registration.wire';

/** `after` is exclusive, in whole milliseconds (PROTOCOL 10). */
function queryOf(call: V1Call): WalkedQuery {
  const after = momentOf(call, 'after');
  return { courseId: call.get('courseid') || undefined, learnerId: call.get('learnerid') || undefined, since: after === undefined ? undefined : after + 1, until: momentOf(call, 'until') };
}

/** Registrations with their instances: one, and whole lists, which this API never cuts into pages. */
@Injectable()
export class RegistrationListMethods implements V1MethodGroup {
  constructor(
    private readonly walk: WalkRegistrations,
    private readonly report: ReportRegistrations,
  ) {}

  readonly methods: V1Methods = {
    'rustici.registration.getRegistrationDetail': { signedBy: 'application', run: (call) => this.detail(call) },
    'rustici.registration.getRegistrationList': { signedBy: 'application', run: (call) => this.list(call) },
    'rustici.registration.getRegistrationListResults': { signedBy: 'application', run: (call) => this.results(call) },
  };

  private async detail(call: V1Call): Promise<V1Answer> {
    return elements(registrationXml(call.applicationId, await this.walk.one(call.applicationId, required(call, 'regid'))));
  }

  private list(call: V1Call): V1Answer {
    return { list: { name: 'registrationlist', items: this.items(call, this.parts(call, false)) } };
  }

  private results(call: V1Call): V1Answer {
    const format = resultsFormatOf(call);
    return { list: { name: 'registrationlist', items: this.items(call, this.parts(call, format !== 'course'), (rows) => this.report.run(rows, format)) } };
  }

  private parts(call: V1Call, withRuntime: boolean): ReturnType<WalkRegistrations['run']> {
    const [ofId, ofCourse] = [filterOf(call, 'filter'), filterOf(call, 'coursefilter')];
    return this.walk.run(call.applicationId, queryOf(call), { wanted: (row) => ofId(row.id) && ofCourse(row.course_id), withRuntime });
  }

  private async *items({ applicationId }: V1Call, parts: ReturnType<WalkRegistrations['run']>, reportOn: (rows: Parameters<ReportRegistrations['run']>[0]) => ReturnType<ReportRegistrations['run']> = async () => []): AsyncGenerator<Xml> {
    for await (const part of parts) {
      const reports = await reportOn(part.map(({ row }) => row));
      yield* part.map((one, n) => registrationXml(applicationId, one, reports[n] && reportXml(reports[n])));
    }
  }
}
