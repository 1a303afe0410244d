namespace Trestle.Stages.Monitor.Reference;

/// <summary>Errors of references.</summary>
internal static class ReferenceErrors
{
    public static Problem NotLogged(string column) => new(
        "TR2101",
        $"the logged rows have no column '{column}' of the kind used in training",
        $"a column '{column}' in the prediction log",
        $"column '{column}'",
        "deploy the version again, so that the log follows its contract, or train and deploy a new version");

    public static Problem NoReference(string why) => new(
        "TR2102",
        $"no reference can be made: {why}",
        "training rows and their out-of-fold scores",
        "stage 21, monitor",
        "run the training again: trestle run");
}
