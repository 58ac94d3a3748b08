import { Injectable } from '@nestjs/common';
import { FindLaunches } from '../../../runtime/find-launches';
import { ForgetGlobalData } from '../../../runtime/forget-global-data';
import { IssueLaunchLink } from '../../../runtime/issue-launch-link';
import { ResetRegistration } from '../../../runtime/reset-registration';
import { elements, success, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { flagOf, numberOrLatest, required } from '../v1-parameters';
import { textOf } from '../v1-texts';
import { element } from '../../../platform/xml/xml-elements.rules';
import { launchWithLogXml, launchXml } from './launch.wire';
import { tagsToAttach } from './registration.wire';

/** The browser goes there at once. */
const linkLifeSeconds = 120;

/** A learner's launches, and beginning again. */
@Injectable()
export class LaunchMethods implements V1MethodGroup {
  constructor(
    private readonly links: IssueLaunchLink,
    private readonly launches: FindLaunches,
    private readonly reset: ResetRegistration,
    private readonly globals: ForgetGlobalData,
  ) {}

  readonly methods: V1Methods = {
    'rustici.registration.launch': { signedBy: 'application', run: (call) => this.launch(call) },
    'rustici.registration.getLaunchHistory': { signedBy: 'application', run: (call) => this.history(call) },
    'rustici.registration.getLaunchInfo': { signedBy: 'application', run: async (call) => elements(launchWithLogXml(await this.launches.one(call.applicationId, required(call, 'launchid')))) },
    'rustici.registration.resetRegistration': { signedBy: 'application', run: (call) => this.begin(call) },
    'rustici.registration.resetGlobalObjectives': { signedBy: 'application', run: (call) => this.forget(call) },
  };

  /** The player has a style of its own and a log of its own: `cssurl` and `saveDebugLogPointerUrl` change nothing. */
  private async launch(call: V1Call): Promise<V1Answer> {
    const redirect = await this.links.run(call.applicationId, required(call, 'regid'), {
      expiry: linkLifeSeconds, redirectOnExitUrl: textOf(call, 2000, 'redirecturl') ?? '', tracking: !flagOf(call, 'disableTracking'), lang: textOf(call, 35, 'culture') || undefined, tags: tagsToAttach(call),
    });
    return { redirect };
  }

  private async history(call: V1Call): Promise<V1Answer> {
    const regid = required(call, 'regid');
    const { launches } = await this.launches.run(call.applicationId, regid, { withLog: false });
    return elements(element('launchhistory', { regid }, ...launches.map((launch) => launchXml(launch))));
  }

  private async begin(call: V1Call): Promise<V1Answer> {
    await this.reset.run(call.applicationId, required(call, 'regid'));
    return success();
  }

  private async forget(call: V1Call): Promise<V1Answer> {
    await this.globals.run(call.applicationId, required(call, 'regid'), numberOrLatest(call, 'instanceid'));
    return success();
  }
}
