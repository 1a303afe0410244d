using Trestle.Stages.Kernel.Access;
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

    public static Problem OtherContent(string file, int version) => new(
        "TR1614", $"'{file}' holds something other than the package of version {version}", "the package of this version, or no file", file,
        "move the file away and run again; no package file is ever overwritten with other content");

    public static Problem NotOnRecord(string model, string asked, IReadOnlyList<int> versions, string folder) => new(
        "TR1615", $"there is no version or alias '{asked}' of '{model}' on record, but {Words(versions)}", "versions on record", folder,
        "register the packages again: trestle models recover");

    public static Problem NotHere(string file, int version, string? shared) => new(
        "TR1616", $"the package of version {version} is not on this machine" + (shared is null ? "" : $", and {shared} does not have it"),
        "the package's file, or the package in a store that the machines share", file,
        (shared is null ? "name the same store on all machines (store: in trestle.yaml)" : "check the store")
            + ", then run again on the machine that registered the version: trestle run");

    public static Problem NotApproved(string model, int version, ApprovalRule rule, IReadOnlyList<string> counted) => new(
        "TR1617",
        $"version {version} of '{model}' has "
            + (counted.Count == 0 ? "no approval that counts" : $"the approval of {string.Join(", ", counted)} alone"),
        $"{rule} before it may answer (register.requires), by others than the one who promotes or deploys", "the registry",
        $"approve it: trestle models approve {version} --reason TEXT, or the button on the page Registry");

    public static Problem UnusableText(string what, string found) => new(
        "TR1618", $"the {what} cannot be used: {found}",
        "comments and descriptions of up to 2,000 characters; up to 50 tags, named with up to 40 letters, digits, '.', '_' and '-'",
        "the registry", "shorten or correct it");

    public static Problem OtherRole(string who, Role role, Role needed) => new(
        "TR1620", $"'{who}' has the role {role.ToString().ToLowerInvariant()}",
        $"the role {needed.ToString().ToLowerInvariant()}, or a higher one", "the approval", "ask somebody who has it");

    /// <summary>Package files that are not on record, in words.</summary>
    public static string Words(IReadOnlyList<int> versions) => versions is [var only]
        ? $"the package of version {only} lies in the project"
        : $"the packages of versions {string.Join(", ", versions)} lie in the project";
}
