using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>The dependency rules of CONTRIBUTING.md, each a test; read from the projects and sources themselves.</summary>
public sealed partial class DependencyRules
{
    private static readonly string Root = Repository.Root;
    private static readonly string Source = Path.Combine(Root, "src");

    public static TheoryData<string, string[]> References => new()
    {
        { "Trestle.Core", [] },
        { "Trestle.Rows", ["Trestle.Core"] },
        { "Trestle.Learners", ["Trestle.Core", "Trestle.Rows"] },
        { "Trestle.Storage", ["Trestle.Core", "Trestle.Rows"] },
        { "Trestle.Stages", ["Trestle.Core", "Trestle.Rows", "Trestle.Learners", "Trestle.Storage"] },
        { "Trestle.Web", ["Trestle.Core"] },
        { "Trestle.Serving", ["Trestle.Core", "Trestle.Rows", "Trestle.Learners", "Trestle.Web"] },
        { "Trestle.Server", ["Trestle.Stages", "Trestle.Web"] },
    };

    public static TheoryData<string, string[]> Packages => new()
    {
        { "Trestle.Core", ["YamlDotNet"] },
        { "Trestle.Rows", ["Microsoft.CodeAnalysis.BannedApiAnalyzers"] },
        { "Trestle.Learners", ["LightGBM", "MathNet.Numerics", "Microsoft.ML.OnnxRuntime"] },
        {
            "Trestle.Storage",
            [
                "DuckDB.NET.Data.Full", "Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.EntityFrameworkCore.Design",
                "Npgsql.EntityFrameworkCore.PostgreSQL", "Apache.Arrow", "Apache.Arrow.Compression", "ZstdSharp.Port",
                "AWSSDK.S3", "Azure.Storage.Blobs", "ExcelDataReader", "Microsoft.Extensions.Http.Resilience", "MySqlConnector",
            ]
        },
        { "Trestle.Stages", ["Cronos", "MailKit", "Polly.Core", "System.IO.Hashing", "UnitsNet"] },
        { "Trestle.Web", ["Microsoft.IdentityModel.Protocols.OpenIdConnect"] },
        { "Trestle.Serving", ["Apache.Arrow"] },
        {
            "Trestle.Server",
            [
                "Microsoft.AspNetCore.Authentication.OpenIdConnect",
                "Microsoft.AspNetCore.OpenApi", "Scalar.AspNetCore", "Yarp.ReverseProxy", "Cronos", "MudBlazor",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(References))]
    public void A_project_sees_only_the_layers_below_it(string project, string[] allowed) =>
        Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            .ShouldBeSubsetOf(allowed);

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_stays_behind_its_wall(string project, string[] allowed) =>
        Items(project, "PackageReference").Except(LeftOut(project)).ShouldBeSubsetOf(allowed);

    [Fact]
    public void What_only_training_needs_stays_out_of_the_scoring_host() => LeftOut("Trestle.Serving").ShouldBe(["MathNet.Numerics"]);

    [Fact]
    public void Every_project_of_the_tree_has_its_rule() => Directory.GetDirectories(Source).Select(Path.GetFileName)
        .ShouldBe(References.Select(row => row.Data.Item1).Append("Trestle.Cli"), ignoreOrder: true);

    [Fact]
    public void Nothing_sees_the_command_line() => Directory.GetDirectories(Source).Select(Path.GetFileName).OfType<string>()
        .SelectMany(project => Items(project, "ProjectReference")).ShouldNotContain(path => path.Contains("Trestle.Cli"));

    [Fact]
    public void There_are_exactly_the_22_stages_and_every_folder_is_one_of_them()
    {
        Stage.All.Select(stage => stage.Number).ShouldBe(Enumerable.Range(1, 22));
        var folders = StageFolders().Select(Path.GetFileName).ToArray();
        folders.Length.ShouldBe(22);
        folders.ShouldBeSubsetOf(Stage.All.Select(stage => $"{stage.Number:00}-{stage.Name}"));
    }

    [Fact]
    public void What_a_stage_reads_was_written_by_an_earlier_one()
    {
        foreach (var stage in Stage.All)
        {
            var earlier = Stage.All.Where(other => other.Number < stage.Number).SelectMany(other => other.Writes);
            stage.Reads.ShouldBeSubsetOf(earlier, $"{stage.Slug} reads what nobody before it writes");
        }
    }

    [Fact]
    public void Stages_of_a_run_stand_in_their_order_and_each_is_in_the_catalogue_once()
    {
        var stages = StageCatalog.All(new ProcessScoringHost("none", TimeProvider.System));
        stages.Select(stage => stage.Stage.Number).ShouldBeInOrder();
        stages.Select(stage => stage.GetType())
            .ShouldBe(
                typeof(IStage).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IStage)) && type.IsClass), ignoreOrder: true);
    }

    [Fact]
    public void Files_stay_under_400_lines() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/") && !file.Contains("/Migrations/") && File.ReadLines(file).Count() > 400)
        .ShouldBeEmpty();

    [Fact]
    public void Error_numbers_are_given_once()
    {
        var numbers = from file in Directory.EnumerateFiles(Source, "*Errors.cs", SearchOption.AllDirectories)
                      from Match match in ErrorNumber().Matches(File.ReadAllText(file))
                      select (Number: match.Value, File: Path.GetFileName(file));
        numbers.GroupBy(entry => entry.Number).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} in {string.Join(", ", group.Select(entry => entry.File))}").ShouldBeEmpty();
    }

    [Fact]
    public void Public_surfaces_show_no_type_of_a_walled_package()
    {
        string[] walled = ["DuckDB", "Microsoft.EntityFrameworkCore", "Npgsql", "YamlDotNet"];
        foreach (
            var assembly in new[] { typeof(
                Trestle.Storage.Tables.TableEngine).Assembly, typeof(Trestle.Learners.ILearner).Assembly, typeof(Stage).Assembly })
        {
            var shown = assembly.GetExportedTypes()
                .SelectMany(
                    type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
                .SelectMany(member => member switch
                {
                    MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
                    PropertyInfo property => [property.PropertyType],
                    ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
                    _ => [],
                });
            shown.Where(type => walled.Any(name => type.FullName?.StartsWith(name, StringComparison.Ordinal) == true)).ShouldBeEmpty();
        }
    }

    private static IEnumerable<string> StageFolders() =>
        Directory.GetDirectories(Path.Combine(Source, "Trestle.Stages")).Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"))
        .Descendants(kind).Select(item => item.Attribute("Include")!.Value);

    /// <summary>Packages that a project would get through another, and excludes.</summary>
    private static IEnumerable<string> LeftOut(string project) => XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"))
        .Descendants("PackageReference")
        .Where(item => item.Attribute("ExcludeAssets")?.Value == "all")
        .Select(item => item.Attribute("Include")!.Value);

    [GeneratedRegex(@"""TR\d{4}""")]
    private static partial Regex ErrorNumber();
}
