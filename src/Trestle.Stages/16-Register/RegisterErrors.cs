namespace Trestle.Stages.Register;

/// <summary>What can go wrong when a package is registered.</summary>
internal static class RegisterErrors
{
    public static Problem NotProved(string model, string why) => new(
        "TR1601",
        $"the package of '{model}' has no valid parity proof: {why}",
        "a proof that the package answers as in training",
        "stage 16, register",
        "run again from stage 15: trestle run --from package --force");
}
