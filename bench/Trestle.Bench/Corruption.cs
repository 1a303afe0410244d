using System.Globalization;

using Trestle.Rows.Blocks;
using Trestle.Stages.Clean.Repairs;

namespace Trestle.Bench;

/// <summary>Makes cells of a table wrong: slips, values of other rows, missing values, units, case, powers of ten.</summary>
internal static class Corruption
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>A copy in which about the given share of the cells is wrong.</summary>
    public static TextTable Of(TextTable clean, double share, Random random)
    {
        var columns = new Array[clean.Columns];
        for (var column = 0; column < columns.Length; column++)
        {
            var texts = clean.Block.Texts(column).ToArray();
            var isNumber = clean[column].NumberShare > 0.9;
            for (var row = 0; row < texts.Length; row++)
            {
                if (random.NextDouble() < share && isNumber && clean.Block.Texts(column)[row] is null)
                {
                    texts[row] = "N/A";
                }
                else if (random.NextDouble() < share && clean.Block.Texts(column)[row] is { Length: > 0 } text)
                {
                    texts[row] = isNumber
                        ? Number(text, clean.Block.Texts(column)[random.Next(texts.Length)], random)
                        : Text(text, clean.Block.Texts(column)[random.Next(texts.Length)], random);
                }
            }

            columns[column] = texts;
        }

        return TextTable.Of(clean.Schema, [new RowBlock(clean.Schema, clean.Rows, columns)]);
    }

    private static string? Text(string text, string? other, Random random) => random.Next(8) switch
    {
        0 => null,
        1 => other,
        2 => text.Any(char.IsLower) ? text.ToUpperInvariant() : text.ToLowerInvariant(),
        3 => $"{text}{"*-#?"[random.Next(4)]}",
        _ => Typo(text, random),
    };

    private static string? Number(string text, string? other, Random random) => random.Next(8) switch
    {
        0 => null,
        1 => other,
        2 => $"{text}%",
        3 => $"{text} kg",
        4 when double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number != 0 =>
            (number * 100).ToString("G12", CultureInfo.InvariantCulture),
        _ => Typo(text, random),
    };

    private static string Typo(string text, Random random)
    {
        var at = random.Next(text.Length);
        var letter = Letters[random.Next(Letters.Length)];
        return random.Next(4) switch
        {
            0 when text.Length > 1 => text.Remove(at, 1),
            1 => text.Insert(at, $"{letter}"),
            2 when at > 0 => $"{text[..(at - 1)]}{text[at]}{text[at - 1]}{text[(at + 1)..]}",
            _ => $"{text[..at]}{letter}{text[(at + 1)..]}",
        };
    }
}
