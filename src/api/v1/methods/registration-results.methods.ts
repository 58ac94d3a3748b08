import { Injectable } from '@nestjs/common';
import { FindRegistrations } from '../../../registrations/find-registrations';
import type { ReportNode } from '../../../runtime/legacy-report.rules';
import { ReportRegistrations } from '../../../runtime/report-registrations';
import { reportJson, reportXml } from '../../../runtime/write-report.rules';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { numberOrLatest, required } from '../v1-parameters';
import { resultsFormatOf } from '../v1-postback';

const isCallback = /^[A-Za-z_$][\w$]{0,99}(\.[A-Za-z_$][\w$]{0,99}){0,5}$/;

/** How a registration stands. */
@Injectable()
export class RegistrationResultMethods implements V1MethodGroup {
  constructor(
    private readonly find: FindRegistrations,
    private readonly report: ReportRegistrations,
  ) {}

  readonly methods: V1Methods = {
    'rustici.registration.getRegistrationResult': { signedBy: 'application', run: (call) => this.result(call) },
  };

  private async result(call: V1Call): Promise<V1Answer> {
    const id = required(call, 'regid');
    const [format, instance, write] = [resultsFormatOf(call), numberOrLatest(call, 'instanceid'), writerOf(call)];
    const withRuntime = format !== 'course';
    const row = await (instance === undefined ? this.find.one(call.applicationId, id, withRuntime) : this.find.instance(call.applicationId, id, instance, withRuntime));
    const [report] = await this.report.run([row], format);
    return write(report as ReportNode);
  }
}

/** XML, or JSON, which a script can ask for inside a call of its own. An unknown format is XML, as it always was (some clients send `course`). */
function writerOf(call: V1Call): (report: ReportNode) => V1Answer {
  const callback = call.get('jsoncallback');
  if (callback && !isCallback.test(callback)) throw v1.wrongValue('jsoncallback', 'the name of a JavaScript function');
  if (call.get('format', 'dataformat')?.toLowerCase() !== 'json') return (report) => elements(reportXml(report));
  return (report) => {
    const json = JSON.stringify({ rsp: { stat: 'ok', registrationreport: reportJson(report) } });
    return callback ? { body: `${callback}(${json.replace(/[\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`)})`, type: 'application/javascript; charset=utf-8' } : { body: json, type: 'application/json; charset=utf-8' };
  };
}
