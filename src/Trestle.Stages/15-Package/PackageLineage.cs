using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Package;

/// <summary>Where a package comes from, as the package itself says. What an earlier version of Trestle did not write is empty.</summary>
public sealed record PackageLineage
{
    /// <summary>Name of the document in the package.</summary>
    public const string File = "lineage.json";

    /// <summary>The text of the configuration.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>The seed.</summary>
    public int Seed { get; init; }

    /// <summary>The version of the code.</summary>
    public string Code { get; init; } = "";

    /// <summary>All that earlier stages wrote and the package was made of.</summary>
    public IReadOnlyList<LineageArtifact> Artifacts { get; init; } = [];

    /// <summary>Reads the lineage of a package; an empty one when the package has none.</summary>
    public static PackageLineage Of(ModelPackage package) =>
        package.Files.Contains(File) ? Documents.Read<PackageLineage>(package.Part(File).Span) : new PackageLineage();
}

/// <summary>Something that an earlier stage wrote.</summary>
public sealed record LineageArtifact(string Stage, string Shard, string Name, ContentHash Hash);
