import type { Attributes, Context, ContextManager, Span, SpanKind, TextMapPropagator, Tracer } from '@opentelemetry/api';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config';
import type { TraceReceiver } from '../config/tracing-config.rules';
import { Failure } from '../failure';

interface Recorder {
  api: typeof import('@opentelemetry/api');
  tracer: Tracer;
  contexts: ContextManager;
  propagator: TextMapPropagator;
  flush(): Promise<void>;
}
export interface Traced {
  kind?: 'server' | 'client' | 'producer' | 'consumer';
  /** Names and numbers of ours: no address, no secret, nothing of a learner. */
  attributes?: Attributes;
  /** A trace of its own, whatever is under way. */
  isRoot?: true;
  /** Nothing is recorded where no span is under way. */
  onlyWithin?: true;
}
/** Tells more of the span that is under way. */
export type Note = (attributes: Attributes) => void;
/** A request that is under way. */
export interface RequestTrace {
  traceId: string;
  within<T>(work: () => T): T;
  end(name: string, attributes: Attributes, isFault: boolean): void;
}

const name = 'courseway';
const longestShutdownMs = 3_000;
const nothing: Note = () => undefined;
/** Of this process; absent without OTEL_EXPORTER_OTLP_ENDPOINT, and then none of what records is loaded. */
let recorder: Recorder | undefined;

async function load({ url, protocol }: TraceReceiver): Promise<Recorder> {
  const [api, { BasicTracerProvider, BatchSpanProcessor }, { AsyncLocalStorageContextManager }, { W3CTraceContextPropagator }, { detectResources, envDetector, resourceFromAttributes }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'), import('@opentelemetry/sdk-trace-base'), import('@opentelemetry/context-async-hooks'), import('@opentelemetry/core'), import('@opentelemetry/resources'),
    protocol === 'http/json' ? import('@opentelemetry/exporter-trace-otlp-http') : import('@opentelemetry/exporter-trace-otlp-proto'),
  ]);
  const resource = resourceFromAttributes({ 'service.name': name }).merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))] });
  return { api, tracer: provider.getTracer(name), contexts: new AsyncLocalStorageContextManager().enable(), propagator: new W3CTraceContextPropagator(), flush: () => provider.shutdown() };
}

/** Starts what records spans, and sends what is left of them at the end. */
export class Tracing implements OnApplicationShutdown {
  private constructor(private readonly own: Recorder | undefined) {}

  /** Loads OpenTelemetry, optional dependencies, where traces are wanted. */
  static async open({ tracing }: Pick<Config, 'tracing'>): Promise<Tracing> {
    try {
      recorder = tracing && (await load(tracing));
      return new Tracing(recorder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND' && (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      throw new Error('OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages of OpenTelemetry are not installed; run npm install without --omit=optional');
    }
  }

  /** A receiver that is away keeps nobody waiting. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.own) return;
    if (recorder === this.own) recorder = undefined;
    await Promise.race([this.own.flush().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, longestShutdownMs).unref())]);
  }
}

export const isTracing = (): boolean => recorder !== undefined;

/** Says what kind of fault it was, not its words: there may be addresses in them. */
function fail(span: Span, { api }: Recorder, error: unknown): void {
  const { code, name: kind } = error as { code?: unknown; name?: string };
  span.setStatus({ code: api.SpanStatusCode.ERROR }).setAttribute('error.type', error instanceof Failure ? error.code : typeof code === 'string' ? code : (kind ?? 'unknown'));
}

const kindOf = ({ api: { SpanKind: kinds } }: Recorder, kind: Traced['kind']): SpanKind => ({ server: kinds.SERVER, client: kinds.CLIENT, producer: kinds.PRODUCER, consumer: kinds.CONSUMER, none: kinds.INTERNAL })[kind ?? 'none'];

/** Does `work` as a span of the trace that is under way. Without tracing it only does it. */
export async function inSpan<T>(spanName: string, { kind, attributes, isRoot, onlyWithin }: Traced, work: (note: Note) => Promise<T>): Promise<T> {
  const own = recorder;
  if (!own) return work(nothing);
  const { api, tracer, contexts } = own;
  const above: Context = isRoot ? api.ROOT_CONTEXT : contexts.active();
  if (onlyWithin && !api.trace.getSpan(above)) return work(nothing);
  const span = tracer.startSpan(spanName, { kind: kindOf(own, kind), ...(attributes && { attributes }) }, above);
  try {
    return await contexts.with(api.trace.setSpan(above, span), () => work((more) => void span.setAttributes(more)));
  } catch (error) {
    fail(span, own, error);
    throw error;
  } finally {
    span.end();
  }
}

/** `work` as part of what is under way now, whoever calls it. */
export const bound = <T extends (...parameters: never[]) => unknown>(work: T): T => (recorder ? recorder.contexts.bind(recorder.contexts.active(), work) : work);
/** `work` as part of nothing. */
export const apart = <T>(work: () => T): T => (recorder ? recorder.contexts.with(recorder.api.ROOT_CONTEXT, work) : work());

/** A request that came in; part of its sender's trace where the sender is to be believed. */
export function beginRequest(headers: Record<string, unknown>, isBelieved: boolean): RequestTrace | undefined {
  const own = recorder;
  if (!own) return undefined;
  const { api, tracer, contexts, propagator } = own;
  const above = isBelieved ? propagator.extract(api.ROOT_CONTEXT, headers, api.defaultTextMapGetter) : api.ROOT_CONTEXT;
  const span = tracer.startSpan('request', { kind: api.SpanKind.SERVER }, above);
  const within = api.trace.setSpan(above, span);
  return {
    traceId: span.spanContext().traceId,
    within: (work) => contexts.with(within, work),
    end(spanName, attributes, isFault) {
      span.updateName(spanName).setAttributes(attributes);
      if (isFault) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** The header `traceparent` for whom we ask. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  if (recorder) recorder.propagator.inject(recorder.contexts.active(), headers, recorder.api.defaultTextMapSetter);
  return headers;
}

/** For the log: of what is under way. */
export function traceOfLine(): { trace_id?: string } {
  const span = recorder?.api.trace.getSpan(recorder.contexts.active());
  return span ? { trace_id: span.spanContext().traceId } : {};
}
