using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Register;

/// <summary>What can go wrong when a model is looked up.</summary>
internal static class RegistryErrors
{
    public static Problem NothingRegistered(string model, string folder) => new(
        "TR1611", $"no version of '{model}' is registered", "a model registered by a run", folder, $"make one first: trestle run {folder}");

    public static Problem NoVersion(string model, string asked, IReadOnlyCollection<string> known) => new(
        "TR1612", $"there is no version or alias '{asked}' of '{model}'", "a registered version, or an alias", "the registry",
        Nearest.Advice(asked, known));

    public static Problem NoAlias(string name, IReadOnlyCollection<string> reserved) => new(
        "TR1619", $"'{Format.Cut(Format.Plain(name), 40)}' cannot be an alias",
        "1 to 100 letters, digits, '.', '_' and '-', beginning with a letter", "the alias",
        $"choose another name; reserved are v1, v2, ... and {string.Join(", ", reserved)}");

    public static Problem NoFile(string file) => new(
        "TR1613", $"there is no package '{file}'", "a package file (.trestle) or directory", file,
        "check the path; registered packages are listed by: trestle models");
}
