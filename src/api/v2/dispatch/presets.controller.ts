import { Get } from '@nestjs/common';
import { destinationPresets } from '../../../dispatch/destination-settings.rules';
import { V2Controller } from '../v2-controller';

/** What is known of learning platforms. */
@V2Controller('dispatch/presets')
export class PresetsController {
  @Get()
  list() {
    return { presets: Object.entries(destinationPresets).map(([id, preset]) => ({ id, ...preset })) };
  }
}
