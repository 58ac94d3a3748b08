import { Injectable, Logger } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Clock } from '../clock';
import { processMetrics } from './process-metrics';

const freshMs = 10_000;
const patienceMs = 5_000;

/** What is counted in this process, for Prometheus. Labels never hold ids: not of tenants, courses or learners. */
@Injectable()
export class Metrics {
  private readonly log = new Logger(Metrics.name);
  private readonly registry = new Registry();
  private readonly sources: (() => Promise<void>)[] = [];
  private readAt = Number.NEGATIVE_INFINITY;
  private reading?: Promise<void>;

  readonly requests = new Histogram({
    name: 'courseway_http_request_duration_seconds', help: 'Requests by route pattern and class of status', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30], registers: [this.registry],
  });
  readonly unitWait = new Histogram({
    name: 'courseway_unit_wait_seconds', help: 'How long units of work waited for their turn at the database', buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5], registers: [this.registry],
  });
  readonly commits = this.counter('courseway_commits_total', 'Commits of learners: stored, or unchanged (a repeat, or a mode in which nothing is stored)', ['result']);
  readonly launches = this.counter('courseway_launches_total', 'Launches by the way they come and how they end: accepted, or the code of the refusal', ['way', 'outcome']);
  readonly mails = this.counter('courseway_mails_total', 'Tries to send a mail by their outcome: sent, kept, bounced, failed, or delayed to a further try', ['outcome']);
  readonly postbacks = this.counter('courseway_postbacks_total', 'Tries to deliver a postback or event by their outcome: delivered, failed, or waiting for a further try', ['outcome']);
  private readonly databaseUp = this.gauge('courseway_database_up', 'Whether the database answered the last time it was asked for what waits', []);

  constructor(private readonly clock: Clock) {
    processMetrics(this.registry);
  }

  counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  gauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** Has `source` set its gauges from the database before they are shown, at most every ten seconds. */
  readFirst(source: () => Promise<void>): void {
    this.sources.push(source);
  }

  /** The text of Prometheus. */
  async text(): Promise<string> {
    await this.read();
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** A database that does not answer delays nobody for long: what was read last is shown again. */
  private async read(): Promise<void> {
    if (!this.reading && Math.abs(this.clock.now() - this.readAt) < freshMs) return;
    this.reading ??= this.readAll().finally(() => {
      this.readAt = this.clock.now();
      this.reading = undefined;
    });
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), patienceMs);
    await Promise.race([this.reading, new Promise((resolve) => late.signal.addEventListener('abort', resolve))]);
    clearTimeout(timer);
    if (late.signal.aborted) this.databaseUp.set(0);
  }

  private async readAll(): Promise<void> {
    try {
      for (const source of this.sources) await source();
      this.databaseUp.set(1);
    } catch (error) {
      this.databaseUp.set(0);
      this.log.warn(`what waits could not be read: ${error instanceof Error ? error.message : error}`);
    }
  }
}
