namespace Trestle.Tests.Architecture;

/// <summary>The sources of this repository, compiled once for all tests.</summary>
internal static class Sources
{
    /// <summary>All projects.</summary>
    public static readonly SourceTree Tree = new(Repository.Root);

    private static readonly Lazy<SourceGraph> LazyStages = new(() => SourceGraph.Of(Tree.Compile("Trestle.Stages")));

    /// <summary>The files of Trestle.Stages and what they use.</summary>
    public static SourceGraph Stages => LazyStages.Value;
}
