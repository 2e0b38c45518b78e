import { CloudFailure, type CloudFailureFacts } from "../../../src/workflow/cloud-failure.ts";

/** The CloudFailure that a call must end with. */
export async function failureOf(call: Promise<unknown>): Promise<CloudFailure> {
  const end = await call.then(
    () => "success",
    (thrown: unknown) => thrown,
  );
  if (end instanceof CloudFailure) return end;
  throw new Error("The call did not end with a CloudFailure", { cause: end });
}

export async function factsOf(call: Promise<unknown>): Promise<CloudFailureFacts> {
  return (await failureOf(call)).facts;
}
