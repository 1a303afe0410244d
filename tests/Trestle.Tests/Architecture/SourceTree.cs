using System.Collections.Concurrent;
using System.Xml.Linq;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Trestle.Tests.Architecture;

/// <summary>
/// The projects of the repository, compiled in memory from their C# sources, each against the sources of the projects that it references.
/// Packages and the framework are those that this process runs with. Source generators do not run, so a member that they write is missing.
/// </summary>
/// <param name="root">The folder that holds <c>src</c> and <c>tests</c>.</param>
internal sealed class SourceTree(string root)
{
    private static readonly string[] ConsoleUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks",
    ];

    private static readonly string[] WebUsings =
    [
        .. ConsoleUsings, "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    // Nothing here asks whether a value may be null, and that analysis costs a third of the time.
    private static readonly CSharpParseOptions Parsing =
        new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None).WithFeatures([new("run-nullable-analysis", "never")]);

    private static readonly Lazy<MetadataReference[]> Platform = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("trestle", StringComparison.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly ConcurrentDictionary<string, Lazy<CSharpCompilation>> compilations = new();

    /// <summary>The compilation of a project under <c>src</c> or <c>tests</c>: "Trestle.Stages". Made once.</summary>
    public CSharpCompilation Compile(string project) =>
        compilations.GetOrAdd(project, name => new Lazy<CSharpCompilation>(() => Load(name))).Value;

    /// <summary>A compilation of texts alone.</summary>
    /// <param name="texts">The texts by their path.</param>
    public static CSharpCompilation Compile(IReadOnlyDictionary<string, string> texts) =>
        Create("Seeded", [.. texts.Select(text => Parse(text.Value, text.Key)), ImplicitUsings(ConsoleUsings)], Platform.Value);

    /// <summary>A text as a part of a compilation.</summary>
    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text), Parsing, path);

    /// <summary>The paths of a project's C# sources.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private CSharpCompilation Load(string project)
    {
        var parent = new[] { "src", "tests" }.Select(name => Path.Combine(root, name))
            .Single(name => Directory.Exists(Path.Combine(name, project)));
        var folder = Path.Combine(parent, project);
        var file = XDocument.Load(Path.Combine(folder, $"{project}.csproj"));
        var trees = Files(folder).AsParallel().AsOrdered()
            .Select(path => Parse(File.ReadAllText(path), Path.GetRelativePath(parent, path).Replace('\\', '/')));
        var usings = file.Root!.Attribute("Sdk")!.Value == "Microsoft.NET.Sdk.Web" ? WebUsings : ConsoleUsings;
        var references = References(file).Select(other => Compile(other).ToMetadataReference());
        return Create(project, [.. trees, ImplicitUsings(usings)], [.. Platform.Value, .. references]);
    }

    /// <summary>The projects that a project sees, directly or through another.</summary>
    private IEnumerable<string> References(XDocument project) => project.Descendants("ProjectReference")
        .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
        .SelectMany(name => References(XDocument.Load(Path.Combine(root, "src", name, $"{name}.csproj"))).Append(name))
        .Distinct();

    private static CSharpCompilation Create(string name, SyntaxTree[] trees, MetadataReference[] references) =>
        CSharpCompilation.Create(name, trees, references, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    private static SyntaxTree ImplicitUsings(IEnumerable<string> names) =>
        Parse(string.Concat(names.Select(name => $"global using {name};\n")), "");
}
