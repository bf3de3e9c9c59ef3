/** Something else stands in the place of the form first: nothing is wrong, and the person goes on from there. */
export class Detour extends Error {
  override readonly name = "Detour";

  constructor(
    /** Puts it there. */
    readonly show: () => Promise<void>,
  ) {
    super("the person is asked first");
  }
}
