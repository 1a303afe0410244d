using System.Text.RegularExpressions;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ExtractFeatures;

/// <summary>
/// Steps that make more of the columns and may pay or not: what columns are and how many there are decides which are tried. They only
/// add columns, so that each can be left out by itself; stage 7 keeps those that pay. Their names differ from
/// those that steps of the configuration, or of a learner's preparation, give by themselves.
/// </summary>
internal static partial class TriedFeatures
{
    private const int FewestRows = 500;
    private const int MostColumns = 200;
    private const int Numbers = 5;
    private const int FewestValues = 20;
    private const int FewestCategories = 10;
    private const int MostCategories = 10_000;

    private static readonly string[] Longitudes = ["lon", "lng", "long", "longitude"];

    /// <summary>The steps, in groups that are tried together: one step each.</summary>
    public static IEnumerable<PlannedStep> Of(CuratedTable table, Contract contract, IReadOnlyCollection<string> aside)
    {
        CuratedColumn[] columns = [.. table.Columns.Where(column => !aside.Contains(column.Name))];
        if (columns.Length > MostColumns || table.Split.Where(part => part.Fold >= 0).Sum(part => part.Rows) < FewestRows)
        {
            yield break;
        }

        string[] numbers =
        [
            .. columns.Where(column => column.Type == ColumnType.Number && column.Kind == ColumnKind.Number)
                .Where(column => table.DistinctOf(column.Name, contract) >= FewestValues)
                .OrderByDescending(column => table.DistinctOf(column.Name, contract)).Take(Numbers).Select(column => column.Name),
        ];
        foreach (var operation in numbers.Length < 2 ? [] : new[] { PairOperation.Ratio, PairOperation.Difference, PairOperation.Product })
        {
            yield return Try(
                new Pairs { Columns = numbers, Operations = [operation] },
                $"{operation.ToString().ToLowerInvariant()}s of the {numbers.Length} numbers with the most values");
        }

        string[] dates = [.. columns.Where(column => column.Type == ColumnType.Date).Select(column => column.Name)];
        if (dates.Length > 1)
        {
            yield return Try(
                new Pairs { Columns = dates, Operations = [PairOperation.Difference] },
                $"how far apart the {Format.Count(dates.Length, "date")} of a row are");
        }

        string[] categories =
        [
            .. columns.Where(column => column is { Type: ColumnType.Text, Kind: ColumnKind.Text })
                .Where(column => !table.IsPrivate(column, contract))
                .Where(column => table.DistinctOf(column.Name, contract) is >= FewestCategories and <= MostCategories)
                .Select(column => column.Name),
        ];
        if (categories.Length > 0)
        {
            yield return Try(
                new FrequencyEncode { Columns = categories, KeepSource = true, Suffix = "share" },
                $"how frequent a category is, of {Some(categories)}");
        }

        // Target encoding needs two folds to learn from.
        if (categories.Length > 0 && table.Rounds().All(round => round.Train.Count > 1))
        {
            yield return Try(
                new TargetEncode
                {
                    Columns = categories,
                    KeepSource = true,
                    Suffix = "mean",
                    Classes = contract.Task == TaskKind.Multiclass ? contract.Classes.Count : 0,
                },
                $"the mean target of a category, of {Some(categories)}");
        }

        foreach (var place in Places(columns, contract))
        {
            yield return Try(
                new Clusters { Columns = place, Standardise = false }, $"how far a row is from clusters of {string.Join(" and ", place)}");
        }
    }

    private static string Some(IReadOnlyList<string> columns) => Format.Some(columns, 3);

    private static PlannedStep Try(IRowStep step, string reason) => new(step, reason) { Tried = true };

    /// <summary>Latitudes with their longitudes, by their names and by the range of their values.</summary>
    private static IEnumerable<string[]> Places(CuratedColumn[] columns, Contract contract)
    {
        foreach (var latitude in columns.Where(column => Latitude().IsMatch(column.Name) && Within(column, 90)))
        {
            var names = Longitudes.Select(word => Latitude().Replace(latitude.Name, word));
            var longitude = columns.FirstOrDefault(
                column => names.Contains(column.Name, StringComparer.OrdinalIgnoreCase) && Within(column, 180));
            if (longitude is not null)
            {
                yield return [latitude.Name, longitude.Name];
            }
        }

        bool Within(CuratedColumn column, double most) => column is { Type: ColumnType.Number, Kind: ColumnKind.Number }
            && contract.Find(column.Name) is { Min: { } min, Max: { } max } && Math.Abs(min) <= most && Math.Abs(max) <= most;
    }

    [GeneratedRegex("(?<![a-z])lat(itude)?(?![a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Latitude();
}
