import type { FormView } from './form.ts';

/** Why a person could not do something, or did not get to see what they waited for. */
export class DriverError extends Error {
  override name = 'DriverError';
}

/** The bot did not answer what a person did. */
export class NoAnswer extends DriverError {}

/** A form came where a message was waited for. */
export class FormOpened extends DriverError {
  readonly form: FormView;

  constructor(form: FormView) {
    super(`The bot opened the form "${form.title}" instead of answering with a message.`);
    this.form = form;
  }
}
