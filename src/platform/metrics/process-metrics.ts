import { performance } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

/** Figures of the process under the names that dashboards know. The library's own collection keeps observers open that nobody closes. */
export function processMetrics(registry: Registry): void {
  let lastLoop = performance.eventLoopUtilization();
  const figures: [name: string, help: string, read: () => number][] = [
    ['process_cpu_seconds_total', 'Processor time, user and system', () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6],
    ['process_resident_memory_bytes', 'Memory of the process', () => process.memoryUsage.rss()],
    ['process_start_time_seconds', 'When the process began, in seconds since 1970', () => performance.timeOrigin / 1000],
    ['nodejs_heap_size_used_bytes', 'Memory of live objects', () => process.memoryUsage().heapUsed],
    [
      'nodejs_eventloop_utilization', 'Share of the time since the last reading in which the event loop was busy',
      () => {
        const now = performance.eventLoopUtilization();
        const { utilization } = performance.eventLoopUtilization(now, lastLoop);
        lastLoop = now;
        return utilization;
      },
    ],
  ];
  for (const [name, help, read] of figures) {
    new Gauge({
      name, help, registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
}
