import { Injectable } from '@nestjs/common';
import { DeleteDispatches } from '../../../dispatch/delete-dispatches';
import { BuildDispatchZip } from '../../../dispatch/package/build-dispatch-zip';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { element } from '../../../platform/xml/xml-elements.rules';
import { namedIn } from './dispatches.methods';

/** The packages of dispatches, and their end: what was downloaded of a deleted dispatch starts nothing any more. */
@Injectable()
export class DispatchPackagesMethods implements V1MethodGroup {
  constructor(
    private readonly build: BuildDispatchZip,
    private readonly remove: DeleteDispatches,
  ) {}

  readonly methods: V1Methods = {
    'rustici.dispatch.downloadDispatches': { signedBy: 'application', run: (call) => this.download(call) },
    'rustici.dispatch.deleteDispatches': { signedBy: 'application', run: (call) => this.delete(call) },
  };

  /** SCORM 1.2, as v1 knew no other. A `cssurl` is accepted and not used: a package loads nothing from elsewhere. */
  private async download(call: V1Call): Promise<V1Answer> {
    const { name, zip } = await this.build.ofNamed(call.applicationId, namedIn(call), 'SCORM_12');
    return { body: zip, type: 'application/zip', fileName: name };
  }

  private async delete(call: V1Call): Promise<V1Answer> {
    await this.remove.run(call.applicationId, { named: namedIn(call) });
    return elements(element('success'));
  }
}
