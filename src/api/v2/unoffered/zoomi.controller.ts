import { Delete, Get, Put } from '@nestjs/common';
import { notOffered } from '../../../platform/failure';
import { V2Controller } from '../v2-controller';

/** Zoomi is a product of another vendor: every operation says that it is not offered. */
@V2Controller('zoomi')
export class ZoomiController {
  @Get()
  companyId(): never {
    return this.refuse();
  }

  @Put()
  setCompanyId(): never {
    return this.refuse();
  }

  @Get('key')
  publicKey(): never {
    return this.refuse();
  }

  @Delete('key')
  deleteKeys(): never {
    return this.refuse();
  }

  @Get('course/:courseId/version/:versionId')
  courseStatus(): never {
    return this.refuse();
  }

  @Delete('course/:courseId/version/:versionId')
  deleteCourse(): never {
    return this.refuse();
  }

  @Put('course/:courseId/version/:versionId/import')
  importVersion(): never {
    return this.refuse();
  }

  @Get('course/:courseId/version/:versionId/enabled')
  courseEnabled(): never {
    return this.refuse();
  }

  @Put('course/:courseId/version/:versionId/enabled')
  setCourseEnabled(): never {
    return this.refuse();
  }

  private refuse(): never {
    throw notOffered('Zoomi');
  }
}
