/** Why a person could not do something, or did not get to see what they waited for. */
export class DriverError extends Error {
  override name = 'DriverError';
}
