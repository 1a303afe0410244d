using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis.CSharp.Syntax;

using Shouldly;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>A folder is a namespace: the number of a stage is left out.</summary>
public sealed partial class NamespaceTests
{
    [Fact]
    public void Every_file_of_every_project_declares_the_namespace_of_its_folder()
    {
        var files = from parent in new[] { "src", "tests" }
                    let folder = Path.Combine(Repository.Root, parent)
                    from file in SourceTree.Files(folder)
                    select (Path: Path.GetRelativePath(folder, file).Replace('\\', '/'), File: file);

        files.Count().ShouldBeGreaterThan(700);
        files.AsParallel().SelectMany(file => Misplaced(file.Path, File.ReadAllText(file.File))).Order().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Trestle.Stages/18-Deploy/Targets/A.cs", "namespace Trestle.Stages.Deploy.Targets;\nclass A;")]
    [InlineData("Trestle.Core/A.cs", "namespace Trestle.Core { class A; }")]
    [InlineData("Trestle.Core/Usings.cs", "global using System;")]
    [InlineData("Trestle.Cli/Program.cs", "return 0;")]
    public void A_file_in_its_place_is_let_through(string path, string text) => Misplaced(path, text).ShouldBeEmpty();

    [Theory]
    [InlineData("Trestle.Stages/18-Deploy/Targets/A.cs", "namespace Trestle.Stages.Deploy;\nclass A;")]
    [InlineData("Trestle.Core/Schema/A.cs", "namespace Trestle.Core { class A; }")]
    [InlineData("Trestle.Core/A.cs", "namespace Trestle.Core { class A; }\nnamespace Trestle.Core.More { class B; }")]
    [InlineData("Trestle.Core/A.cs", "class A;")]
    public void A_file_in_another_namespace_is_found(string path, string text) =>
        Misplaced(path, text).ShouldHaveSingleItem().ShouldStartWith(path);

    private static IEnumerable<string> Misplaced(string path, string text)
    {
        var root = (CompilationUnitSyntax)SourceTree.Parse(text, path).GetRoot();
        var expected = StageNumber().Replace(Path.GetDirectoryName(path)!, "").Replace('/', '.');
        return root.DescendantNodes(node => node is CompilationUnitSyntax or NamespaceDeclarationSyntax)
            .OfType<BaseNamespaceDeclarationSyntax>()
            .Select(declared => declared.Name.ToString())
            .Concat(root.Members.OfType<BaseTypeDeclarationSyntax>().Select(type => ""))
            .Where(declared => declared != expected)
            .Select(declared => $"{path}: '{declared}' is not '{expected}'");
    }

    [GeneratedRegex(@"(?<=/)\d\d-")]
    private static partial Regex StageNumber();
}
