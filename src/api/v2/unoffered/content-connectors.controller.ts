import { Delete, Get, Post, Put } from '@nestjs/common';
import { notOffered } from '../../../platform/failure';
import { V2Controller } from '../v2-controller';

/** Content connectors import LTI 1.3 content, which this server does not: every operation says so. */
@V2Controller('contentConnectors')
export class ContentConnectorsController {
  @Get()
  list(): never {
    return this.refuse();
  }

  @Post()
  create(): never {
    return this.refuse();
  }

  @Put(':connectorId')
  update(): never {
    return this.refuse();
  }

  @Delete(':connectorId')
  delete(): never {
    return this.refuse();
  }

  private refuse(): never {
    throw notOffered('Content connectors');
  }
}
