using Trestle.Core.Texts;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Forms;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.ValidateData.Expectations;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>What a column's values are, beyond their type: found by their shapes, and by its name where that says it.</summary>
internal static class Meaning
{
    private const double MostOfShape = 0.98;
    private const double NearlyAll = 0.98;
    private const int FewValues = 50;
    private const double FewShare = 0.05;
    private const double FreeWords = 3;
    private const int FewestRows = 5;

    private static readonly (string Words, TextRule Rule)[] Shapes =
    [
        ("UUIDs", new Uuid { Column = "" }),
        ("e-mail addresses", new Email { Column = "" }),
        ("web addresses", new Url { Column = "" }),
        ("IBANs", new Iban { Column = "" }),
        ("IP addresses", new IpAddress { Column = "" }),
    ];

    /// <summary>The meaning in words.</summary>
    /// <param name="column">How the column is read.</param>
    /// <param name="reading">The reading; null for a column that has numbers in the source.</param>
    /// <param name="texts">Its values with their rows; not all of a column with very many.</param>
    /// <param name="figures">Rows with a value, different values, whether all numbers are whole, and words in a text.</param>
    public static string Of(
        ColumnContract column, ColumnReading? reading, IReadOnlyCollection<KeyValuePair<string, long>> texts,
        (long Present, long Distinct, bool Whole, double Words) figures) => figures switch
        {
            { Present: 0 } => "empty",
            { Distinct: 1 } => "constant",
            _ when column.Type == ColumnType.Boolean => "yes or no",
            _ when column.Type == ColumnType.Date => IsTimed(column) ? "date and time" : "date",
            _ when reading?.Reading == "json" => "JSON",
            _ when Shape(texts) is { } shape => shape,
            _ when FormSearch.Meaning(column.Name, texts) is { } form => form,
            _ when ArePostal(column.Name, texts) => "postal codes",
            _ when column.Type == ColumnType.Number => Number(column, figures),
            _ => Text(reading, figures),
        };

    private static string Number(ColumnContract column, (long Present, long Distinct, bool Whole, double Words) figures)
    {
        if (WrittenForms.Of(column) is { } form)
        {
            return WrittenForms.Words(form);
        }

        AffixMeaning[] affixes = [.. column.Affixes.Select(affix => AffixMeaning.Of(affix.Text)).OfType<AffixMeaning>()];
        if (affixes.Select(affix => affix.Currency).OfType<string>().FirstOrDefault() is { } currency)
        {
            return $"amounts of money, {Format.Plain(currency)}";
        }

        if (affixes.Any(affix => affix.Share is not null))
        {
            return "shares";
        }

        if (column.Affixes.FirstOrDefault(affix => affix is { Factor: 1, Shift: 0 } && Units.Find(affix.Text).Count > 0) is { } unit)
        {
            return $"measurements in {Format.Plain(unit.Text)}";
        }

        return figures.Whole && figures.Distinct >= NearlyAll * figures.Present && figures.Present >= FewestRows ? "identifiers"
            : figures.Whole ? figures.Distinct <= FewValues ? "few whole numbers" : "whole numbers"
            : "measurements";
    }

    private static string Text(ColumnReading? reading, (long Present, long Distinct, bool Whole, double Words) figures) =>
        figures.Words >= FreeWords && figures.Distinct > FewValues ? "free text"
            : figures.Distinct >= NearlyAll * figures.Present && figures.Present >= FewestRows ? "identifiers"
            : reading?.Reading == "code" ? "codes"
            : figures.Distinct <= FewValues || figures.Distinct <= FewShare * figures.Present ? "categories"
            : "text";

    private static string? Shape(IReadOnlyCollection<KeyValuePair<string, long>> texts)
    {
        var rows = texts.Sum(text => text.Value);
        return rows < FewestRows ? null : Shapes.FirstOrDefault(shape =>
        {
            var test = shape.Rule.NewTest();
            return texts.Where(text => test(text.Key)).Sum(text => text.Value) >= MostOfShape * rows;
        }).Words;
    }

    /// <summary>
    /// Whether a column is called like postal codes and has such of one country or another: five digits are those of many.
    /// </summary>
    private static bool ArePostal(string name, IReadOnlyCollection<KeyValuePair<string, long>> texts)
    {
        var words = NameWords.Of(name);
        var kinds = FormKinds.All.Where(kind => kind.Step is PostalCode).ToArray();
        var enough = MostOfShape * texts.Sum(text => text.Value);
        return kinds[0].Names.Any(known => words.Contains(known) || string.Concat(words) == known)
            && kinds.Any(kind => kind.Fitted(name) is var form
                && texts.Where(text => form.FormOf(text.Key) is not null).Sum(text => text.Value) >= enough);
    }

    private static bool IsTimed(ColumnContract column) => column.Formats.Any(
        format => format.Contains('H', StringComparison.Ordinal) || format.Contains('h', StringComparison.Ordinal)
            || format.StartsWith("unix", StringComparison.Ordinal));
}
