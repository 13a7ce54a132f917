/** The part of PayPal's SDK that is used: it comes without types. Its transport is left out on purpose. */
declare module '@paypal/checkout-server-sdk' {
  /** A request as its builders make it: what to send, and where below the environment's address. */
  interface PayPalRequest {
    readonly path: string;
    readonly verb: 'GET' | 'POST' | 'PATCH';
    body: unknown;
    readonly headers: Record<string, string>;
  }

  interface Prefers {
    /** `return=representation` asks for the whole thing instead of an extract. */
    prefer(prefer: string): this;
  }

  const sdk: {
    readonly core: {
      readonly PayPalEnvironment: new (
        clientId: string,
        clientSecret: string,
        baseUrl: string,
        webUrl: string,
      ) => Environment;
      readonly LiveEnvironment: new (clientId: string, clientSecret: string) => Environment;
      readonly SandboxEnvironment: new (clientId: string, clientSecret: string) => Environment;
      readonly AccessTokenRequest: new (environment: Environment) => PayPalRequest;
    };
    readonly orders: {
      readonly OrdersCreateRequest: new () => PayPalRequest & Prefers;
      readonly OrdersGetRequest: new (orderId: string) => PayPalRequest;
      readonly OrdersCaptureRequest: new (
        orderId: string,
      ) => PayPalRequest & Prefers & { payPalRequestId(id: string): void };
    };
    readonly payments: {
      readonly CapturesGetRequest: new (captureId: string) => PayPalRequest;
      readonly CapturesRefundRequest: new (
        captureId: string,
      ) => PayPalRequest & Prefers & { payPalRequestId(id: string): void };
      readonly RefundsGetRequest: new (refundId: string) => PayPalRequest;
    };
  };

  /** Where PayPal is, and who asks. */
  interface Environment {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly baseUrl: string;
    readonly webUrl: string;
    /** `Basic …` */
    authorizationString(): string;
  }

  export type { Environment, PayPalRequest };
  export default sdk;
}
