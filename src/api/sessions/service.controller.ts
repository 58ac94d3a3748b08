import { Get } from '@nestjs/common';
import { productVersion } from '../product-version';
import { SessionsController } from './sessions-controller';

/** Whether this API answers. */
@SessionsController('health')
export class ServiceController {
  @Get()
  health() {
    return { status: 'ok', version: productVersion };
  }
}
