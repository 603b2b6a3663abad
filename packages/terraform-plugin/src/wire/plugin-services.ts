import { field, Message } from './message';

/** An answer of the standard health check; 1 is "serving". */
export interface HealthCheckResponse {
  status?: number;
}
/** The table of that message. */
export const healthCheckResponse = new Message<HealthCheckResponse>({ status: field(1, 'enum') });
