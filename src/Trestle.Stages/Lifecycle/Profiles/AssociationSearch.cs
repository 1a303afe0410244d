namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>Measures how closely the columns of a sample go together, pair by pair.</summary>
internal static class AssociationSearch
{
    /// <summary>Columns that are compared with each other; further ones are named in a note.</summary>
    public const int MostColumns = 100;

    private const int FewestRows = 10;
    private const int MostCategories = 100;
    private const int RowsPerCategory = 5;
    private const double Notable = 0.1;
    private const int MostFound = 200;

    /// <summary>The pairs that are at all associated, the strongest first.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="columns">Names and types of the columns that are compared.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static IReadOnlyList<Association> Run(
        ProfileSample sample, IReadOnlyList<(string Name, ColumnType Type)> columns, int threads, CancellationToken cancellation)
    {
        var usable = columns.Take(MostColumns).Select(column => (column.Name, column.Type, Values: sample[column.Name]))
            .Where(column => column.Values.Present >= FewestRows && column.Values.Distinct > 1)
            .Select(column => (column.Name, IsNumber: column.Type is ColumnType.Number or ColumnType.Date, column.Values))
            .Where(column => column.IsNumber || IsCategory(column.Values)).ToArray();
        var found = new List<Association>[usable.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, usable.Length, options, i =>
        {
            found[i] = [];
            for (var j = i + 1; j < usable.Length; j++)
            {
                cancellation.ThrowIfCancellationRequested();
                found[i].Add(Of(usable[i], usable[j]));
            }
        });
        return
        [
            .. found.SelectMany(own => own).Where(pair => pair.Strength >= Notable)
                .OrderByDescending(pair => pair.Strength).ThenBy(pair => pair.First, StringComparer.Ordinal)
                .ThenBy(pair => pair.Second, StringComparer.Ordinal).Take(MostFound),
        ];
    }

    private static bool IsCategory(SampledColumn column) =>
        column.Distinct <= MostCategories && column.Present >= RowsPerCategory * column.Distinct;

    private static Association Of(
        (string Name, bool IsNumber, SampledColumn Values) a, (string Name, bool IsNumber, SampledColumn Values) b) =>
        (a.IsNumber, b.IsNumber) switch
        {
            (true, true) => new Association(
                a.Name, b.Name, "correlation", Measures.Pearson(a.Values.Values, b.Values.Values), Measures.Spearman(a.Values, b.Values)),
            (false, false) => new Association(a.Name, b.Name, "cramers-v", Measures.CramersV(a.Values.Values, b.Values.Values)),
            (false, true) => new Association(
                a.Name, b.Name, "correlation-ratio", Measures.CorrelationRatio(a.Values.Values, b.Values.Values)),
            _ => new Association(b.Name, a.Name, "correlation-ratio", Measures.CorrelationRatio(b.Values.Values, a.Values.Values)),
        };
}
