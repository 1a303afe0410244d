namespace Trestle.Stages.Deploy.Rollouts;

/// <summary>Errors of rollouts.</summary>
internal static class RolloutErrors
{
    public static Problem WrongName(string name) => new(
        "TR1801", $"the name '{(name.Length > 80 ? name[..80] : name)}'", "1 to 64 letters, digits, '-' and '_'", "the deployment's name",
        "choose such a name; it becomes part of paths");
}
