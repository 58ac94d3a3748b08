import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { elements, type V1MethodGroup, type V1Methods } from '../v1-call';
import { stampOf } from '../v1-signature.rules';
import { element } from '../../../platform/xml/xml-elements.rules';

/** Whether the server is there, whether a signature is right, and what time it is here. */
@Injectable()
export class DebugMethods implements V1MethodGroup {
  constructor(private readonly clock: Clock) {}

  readonly methods: V1Methods = {
    'rustici.debug.ping': { signedBy: 'none', run: () => elements(element('pong')) },
    'rustici.debug.authPing': { signedBy: 'application', run: () => elements(element('pong')) },
    'rustici.debug.getTime': { signedBy: 'none', run: () => elements(element('currenttime', { tz: 'UTC' }, stampOf(this.clock.now()))) },
  };
}
