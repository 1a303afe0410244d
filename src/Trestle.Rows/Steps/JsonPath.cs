using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Texts;

namespace Trestle.Rows.Steps;

/// <summary>
/// Takes values out of JSON texts: a column <c>x.address.city</c> for the path <c>address.city</c>, <c>x.items.0.price</c> for
/// <c>items[0].price</c>. What is not there, is null or is no JSON is "no value". Numbers stay numbers, true and false become 1 and 0.
/// </summary>
public sealed record JsonPath : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "json-path";

    private const int MostPaths = 1000;

    /// <inheritdoc/>
    [Setting("Text columns with JSON; must be given.", Example = "[payload]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Paths of texts.</summary>
    [Setting("Paths whose values are texts: names with dots between them, and places in lists in brackets.", Example = "[address.city]")]
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Paths of numbers.</summary>
    [Setting("Paths whose values are numbers, true or false.", Example = "[\"items[0].price\"]")]
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Paths of lists and objects that are counted.</summary>
    [Setting("Paths of lists and objects whose entries are counted, as x.path.count.", Example = "[items]")]
    public IReadOnlyList<string> Counts { get; init; } = [];

    /// <summary>Whether to keep the JSON.</summary>
    [Setting("Whether to keep the text column.", Example = "true")]
    public bool KeepSource { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var many = Texts.Count + Numbers.Count + Counts.Count;
        var wrong = Texts.Concat(Numbers).Concat(Counts).FirstOrDefault(path => JsonPlace.Parse(path) is null);
        return many is < 1 or > MostPaths
                ? throw new TrestleException(RowErrors.BadSetting(
                    Name, "texts, numbers and counts", $"{many} paths", $"1 to {MostPaths} paths"))
            : wrong is not null
                ? throw new TrestleException(RowErrors.BadSetting(
                    Name, "texts, numbers and counts", $"the path '{wrong}'", "names and places, such as items[0].price"))
            : new FittedJsonPath(
                ColumnChoice.Of(ColumnKind.Text, ColumnChoice.Required(Columns, input, Name), input, Name),
                [.. Texts.Distinct()], [.. Numbers.Distinct()], [.. Counts.Distinct()], KeepSource);
    }
}

/// <summary>A fitted <see cref="JsonPath"/>.</summary>
public sealed record FittedJsonPath(
    IReadOnlyList<string> Columns, IReadOnlyList<string> Texts, IReadOnlyList<string> Numbers, IReadOnlyList<string> Counts,
    bool KeepSource) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        Columns.Where(has).ToArray() is { Length: > 0 } kept ? this with { Columns = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, JsonPath.Name);
        var (texts, numbers, counts) = (Places(Texts), Places(Numbers), Places(Counts));
        foreach (var column in Columns)
        {
            var position = binder.Find(column, ColumnKind.Text);
            if (!KeepSource)
            {
                binder.Remove(position);
            }

            binder.AddMany(
                position,
                [
                    .. texts.Select(place => new Column($"{column}.{place}", ColumnKind.Text)),
                    .. numbers.Select(place => new Column($"{column}.{place}", ColumnKind.Number)),
                    .. counts.Select(place => new Column($"{column}.{place}.count", ColumnKind.Number)),
                ],
                block => Take(block.Texts(position), texts, numbers, counts));
        }

        return binder.Done();
    }

    private static JsonPlace[] Places(IReadOnlyList<string> paths) =>
    [
        .. paths.Select(path => JsonPlace.Parse(path)
            ?? throw new TrestleException(RowErrors.BadPlan($"'{JsonPath.Name}' has the path '{path}'"))),
    ];

    private static Array[] Take(ReadOnlySpan<string?> rows, JsonPlace[] texts, JsonPlace[] numbers, JsonPlace[] counts)
    {
        var many = rows.Length;
        var taken = texts.Select(_ => (Array)new string?[many]).Concat(numbers.Concat(counts).Select(_ => new double[many])).ToArray();
        for (var row = 0; row < rows.Length; row++)
        {
            using var document = JsonPlace.Read(rows[row]);
            for (var i = 0; i < texts.Length; i++)
            {
                ((string?[])taken[i])[row] = texts[i].Text(document);
            }

            for (var i = 0; i < numbers.Length; i++)
            {
                ((double[])taken[texts.Length + i])[row] = numbers[i].Number(document);
            }

            for (var i = 0; i < counts.Length; i++)
            {
                ((double[])taken[texts.Length + numbers.Length + i])[row] = counts[i].Count(document);
            }
        }

        return taken;
    }
}
