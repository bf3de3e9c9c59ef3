/** With what a form is opened. */
export interface Beginning {
  /** A draft from elsewhere. */
  readonly draft?: string;
  /** Milliseconds for which it was open. */
  readonly openMs?: number;
  /** The language that the person chose before. */
  readonly language?: string;
  /** Whether the person has asked for the form, which then takes the focus. */
  readonly isAsked?: boolean;
  /** Whether the form is taken away from another tab. */
  readonly takeOver?: boolean;
  /** Which version of the form a draft goes on with, where there are two. */
  readonly version?: "begun" | "fit";
  /** Whether the person wants to see their assignments first. */
  readonly listed?: boolean;
  /** Whether the form opens although the database does not. */
  readonly withoutStore?: boolean;
}
