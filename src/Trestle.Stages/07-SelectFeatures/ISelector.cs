using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Readings;

namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// A reason to drop a feature, found in the training part. Adding one takes one file and one line in <see cref="SelectorCatalog"/>.
/// </summary>
public interface ISelector
{
    /// <summary>What it needs to know.</summary>
    IEnumerable<Stat> Needs(FeatureContext feature);

    /// <summary>Why the feature is dropped; null to keep it.</summary>
    string? Reject(FeatureContext feature, StatValues values);
}

/// <summary>A feature under selection.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How it is stored.</param>
/// <param name="Task">The task.</param>
/// <param name="Settings">The settings.</param>
public sealed record FeatureContext(string Name, ColumnKind Kind, TaskKind Task, SelectFeaturesSettings Settings);

/// <summary>All selectors: one line each.</summary>
internal static class SelectorCatalog
{
    /// <summary>The selectors in order; the first that rejects decides.</summary>
    public static IReadOnlyList<ISelector> All { get; } =
    [
        new MissingValues(),
        new Constant(),
        new Identifier(),
    ];
}

/// <summary>Drops what is (nearly) always missing.</summary>
internal sealed class MissingValues : ISelector
{
    /// <inheritdoc/>
    public IEnumerable<Stat> Needs(FeatureContext feature) => [new Count(feature.Name)];

    /// <inheritdoc/>
    public string? Reject(FeatureContext feature, StatValues values)
    {
        var count = values.Of(new Count(feature.Name));
        var share = count.Rows == 0 ? 1 : (double)count.Missing / count.Rows;
        return share > feature.Settings.MaxMissing ? $"{share:P1} of its values are missing" : null;
    }
}

/// <summary>Drops what is the same in every row.</summary>
public sealed class Constant : ISelector
{
    /// <inheritdoc/>
    public IEnumerable<Stat> Needs(FeatureContext feature) =>
        [new Count(feature.Name), feature.Kind == ColumnKind.Number ? new Moments(feature.Name) : new TextCounts(feature.Name)];

    /// <inheritdoc/>
    public string? Reject(FeatureContext feature, StatValues values)
    {
        if (values.Of(new Count(feature.Name)).Missing > 0)
        {
            return null;
        }

        var constant = feature.Kind == ColumnKind.Number
            ? values.Of(new Moments(feature.Name)) is var moments && moments.Min == moments.Max
            : values.Of(new TextCounts(feature.Name)).Distinct == 1;
        return constant ? "it is the same in every row" : null;
    }
}

/// <summary>Drops text that is different in (nearly) every row.</summary>
internal sealed class Identifier : ISelector
{
    /// <inheritdoc/>
    public IEnumerable<Stat> Needs(FeatureContext feature) => feature.Kind == ColumnKind.Text ? [new TextCounts(feature.Name)] : [];

    /// <inheritdoc/>
    public string? Reject(FeatureContext feature, StatValues values)
    {
        if (feature.Kind != ColumnKind.Text)
        {
            return null;
        }

        var texts = values.Of(new TextCounts(feature.Name));
        var share = texts.Present == 0 ? 0 : (double)texts.Distinct / texts.Present;
        return texts.Distinct > 20 && share > feature.Settings.MaxDistinctShare
            ? $"{share:P0} of its values are different: it identifies rows"
            : null;
    }
}
