using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.ProposeCandidates.Given;

/// <summary>The values of a text feature that a model from elsewhere reads as words.</summary>
/// <param name="Curated">As the curated table has them, where upper case may be gone; in order.</param>
/// <param name="Written">The same as the source writes them, which is how the model knows them.</param>
public sealed record TextValues(string[] Curated, string[] Written)
{
    /// <summary>
    /// The values of each in the training part; nothing is read where no model wants any. Free text, of which a row in service has values
    /// that no row here has, and a private column, whose values must not go into a package, are error TR0829.
    /// </summary>
    public static IReadOnlyDictionary<string, TextValues> Of(
        UnitContext context, CuratedTable table, IReadOnlyList<FeatureDecision> features, IReadOnlyList<GivenFile> given,
        CancellationToken cancellation)
    {
        FeatureDecision[] wanted =
        [
            .. features.Where(feature => feature.Kind == ColumnKind.Text && table.Columns.Any(column => column.Name == feature.Feature)
                && given.Any(file => file.Features.Contains(feature.Feature))),
        ];
        if (wanted.Length == 0)
        {
            return new Dictionary<string, TextValues>();
        }

        var contract = table.With(context.Read(Artifact.Contract));
        var written = wanted.ToDictionary(
            feature => feature.Feature,
            feature => contract.Find(feature.Source)?.Values ?? throw new TrestleException(GivenErrors.FreeText(feature.Feature)));
        var rows = CuratedRows.Open(context, table, [.. written.Keys], cancellation);
        var found = written.Keys.ToDictionary(name => name, _ => new SortedSet<string>(StringComparer.Ordinal));
        foreach (var block in table.Folds.SelectMany(fold => rows.Scan(fold, cancellation)))
        {
            foreach (var (name, values) in found)
            {
                values.UnionWith(block.Texts(block.Schema.Require(name, ColumnKind.Text, "propose-candidates")).ToArray().OfType<string>());
            }
        }

        return found.ToDictionary(entry => entry.Key, entry => Pair([.. entry.Value], written[entry.Key]));
    }

    /// <summary>Values and how they are written: one that a rule of the project has made is written as it is.</summary>
    internal static TextValues Pair(string[] curated, IReadOnlyList<string> written) => new(curated, Array.ConvertAll(
        curated, value => written.FirstOrDefault(text => string.Equals(text.Trim(), value, StringComparison.OrdinalIgnoreCase)) ?? value));
}
