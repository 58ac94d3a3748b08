import { Injectable } from '@nestjs/common';
import { ChangeStatementPipes, type StatementEndpoint } from '../../../xapi/pipes/change-statement-pipes';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { required } from '../v1-parameters';
import { addressOf, requiredText } from '../v1-texts';
import { element } from '../../../platform/xml/xml-elements.rules';

const most = 1000;

function endpointIn(call: V1Call, side: 'source' | 'destination'): StatementEndpoint {
  const url = addressOf(call, `${side}URL`);
  if (url === undefined) throw v1.missing(`${side}URL`);
  return { url, userName: requiredText(call, most, `${side}Username`), password: requiredText(call, most, `${side}Password`) };
}
const endpointsIn = (call: V1Call) => ({ source: endpointIn(call, 'source'), target: endpointIn(call, 'destination') });

/** rustici.statementForward, which only the Java library calls and no document describes: statement pipes. */
@Injectable()
export class StatementForwardingMethods implements V1MethodGroup {
  constructor(private readonly pipes: ChangeStatementPipes) {}

  readonly methods: V1Methods = {
    'rustici.statementForward.AddForwardingPath': { signedBy: 'application', run: async (call) => elements(element('id', {}, await this.pipes.create(call.applicationId, endpointsIn(call)))) },
    'rustici.statementForward.UpdateForwardingPath': { signedBy: 'application', run: (call) => this.update(call) },
    'rustici.statementForward.DeleteForwardingPath': { signedBy: 'application', run: (call) => this.delete(call) },
  };

  private async update(call: V1Call): Promise<V1Answer> {
    await this.pipes.existing(call.applicationId, required(call, 'id'), endpointsIn(call));
    return elements(element('success'));
  }

  private async delete(call: V1Call): Promise<V1Answer> {
    await this.pipes.remove(call.applicationId, required(call, 'id'));
    return elements(element('success'));
  }
}
