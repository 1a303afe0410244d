using System.Collections.Concurrent;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

using Shouldly;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>
/// Each package stays behind one project. What an assembly references is what the compiler resolved in it, so a type that reaches a
/// project through another project's signature is found too, in pages as well as in sources.
/// </summary>
public sealed class WallTests
{
    private static readonly string[] Projects =
    [
        "Trestle.Core", "Trestle.Rows", "Trestle.Learners", "Trestle.Storage", "Trestle.Stages", "Trestle.Web", "Trestle.Serving",
        "Trestle.Server", "Trestle.Cli",
    ];

    private static readonly ConcurrentDictionary<string, string[]> References = new();

    /// <summary>The beginning of the names of a package's assemblies, and the projects that may use them.</summary>
    public static TheoryData<string, string[]> Walls => new()
    {
        { "DuckDB.", ["Trestle.Storage"] },
        { "Microsoft.EntityFrameworkCore", ["Trestle.Storage"] },
        { "Microsoft.Data.Sqlite", ["Trestle.Storage"] },
        { "Npgsql", ["Trestle.Storage"] },
        { "AWSSDK.", ["Trestle.Storage"] },
        { "Apache.Arrow", ["Trestle.Storage", "Trestle.Serving"] },
        { "ZstdSharp", ["Trestle.Storage"] },
        { "Microsoft.ML", ["Trestle.Learners"] },
        { "TorchSharp", ["Trestle.Learners"] },
        { "Microsoft.AspNetCore", ["Trestle.Web", "Trestle.Serving", "Trestle.Server"] },
        { "Microsoft.IdentityModel", ["Trestle.Web"] },
        { "MailKit", ["Trestle.Stages"] },
        { "MimeKit", ["Trestle.Stages"] },
        { "Polly", ["Trestle.Stages", "Trestle.Storage"] },
        { "Yarp.", ["Trestle.Server"] },
        { "MudBlazor", ["Trestle.Server"] },
        { "Spectre.Console", ["Trestle.Cli"] },
        { "System.CommandLine", ["Trestle.Cli"] },
        { "Trestle.Serving", [] },
        { "Trestle.Server", [] },
        { "Trestle.Cli", [] },
        { "Trestle.Stages", ["Trestle.Server", "Trestle.Cli"] },
        { "Trestle.Storage", ["Trestle.Stages", "Trestle.Server", "Trestle.Cli"] },
    };

    [Theory]
    [MemberData(nameof(Walls))]
    public void A_package_is_used_by_its_projects_alone(string package, string[] allowed) =>
        Projects.Where(project => Uses(project, package)).ShouldBeSubsetOf(allowed);

    [Theory]
    [InlineData("Trestle.Storage", "DuckDB.")]
    [InlineData("Trestle.Storage", "Microsoft.EntityFrameworkCore")]
    [InlineData("Trestle.Storage", "Npgsql")]
    [InlineData("Trestle.Serving", "Microsoft.AspNetCore")]
    [InlineData("Trestle.Server", "MudBlazor")]
    [InlineData("Trestle.Server", "Trestle.Stages")]
    [InlineData("Trestle.Cli", "Spectre.Console")]
    public void A_package_that_is_used_is_seen(string project, string package) => Uses(project, package).ShouldBeTrue();

    private static bool Uses(string project, string package) =>
        References.GetOrAdd(project, ReferencesOf).Any(reference => reference.StartsWith(package, StringComparison.Ordinal));

    /// <summary>The assemblies that a built project references; the programs beside this one are read, not loaded.</summary>
    private static string[] ReferencesOf(string project)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var name = project == "Trestle.Cli" ? "trestle.dll" : $"{project}.dll";
        using var file = new PEReader(File.OpenRead(Path.Combine(Repository.Root, "artifacts", "bin", project, configuration, name)));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))];
    }
}
