import { Controller, Get, Header } from '@nestjs/common';
import { Clock } from '../../platform/clock';

/** Up to when the report knows what happened; clients of v1 ask without a signature. Here it is counted anew each time, so it is now. */
@Controller('Reportage/scormreports/api')
export class ReportDateController {
  constructor(private readonly clock: Clock) {}

  @Get('getReportDate.php')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  date(): string {
    return new Date(this.clock.now()).toISOString().slice(0, 19).replace('T', ' ');
  }
}
