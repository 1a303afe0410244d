using System.Globalization;

using Shouldly;

using Trestle.Core.Expressions;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Expressions;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Expressions;

/// <summary>Every example of docs/expressions.md gives what the page says.</summary>
public sealed class ExpressionPageTests
{
    private const string Fence = "```expressions";

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "expressions.md"));

    private static readonly TypedColumn[] Columns =
    [
        new("age", ColumnType.Number), new("income", ColumnType.Number), new("children", ColumnType.Number), new("city", ColumnType.Text),
        new("code", ColumnType.Text), new("note", ColumnType.Text), new("Monthly Charges", ColumnType.Number),
        new("active", ColumnType.Boolean), new("ordered", ColumnType.Date), new("shipped", ColumnType.Date),
    ];

    private static readonly RowBlock Row = new TableBuilder()
        .Numbers("age", 34).Numbers("income", 52000).Numbers("children", double.NaN).Texts("city", "Paris").Texts("code", "FR-75-001")
        .Texts("note", (string?)null).Numbers("Monthly Charges", 29.85).Numbers("active", 1)
        .Numbers("ordered", Micros(new DateTime(2024, 3, 15, 10, 30, 0, DateTimeKind.Utc)))
        .Numbers("shipped", Micros(new DateTime(2024, 3, 18, 0, 0, 0, DateTimeKind.Utc))).Block();

    public static TheoryData<string, string> Examples
    {
        get
        {
            var (examples, isInside) = (new TheoryData<string, string>(), false);
            foreach (var line in Lines)
            {
                isInside = line == Fence || (isInside && line != "```");
                if (isInside && line != Fence)
                {
                    var parts = line.Split(" → ");
                    examples.Add(parts[0], parts[1]);
                }
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_gives_what_the_page_says(string expression, string expected)
    {
        var typed = TypedExpression.Check(Expression.Parse(expression), Columns, "the page");
        Print(typed.Type, typed.Bind(Row.Schema, "the page")(Row)).ShouldBe(expected);
    }

    [Fact]
    public void Every_function_has_an_example()
    {
        var page = string.Join('\n', Lines);
        foreach (var name in Known())
        {
            page.ShouldContain($"`{name}(", Case.Sensitive, name);
            Examples.Select(example => example.Data.Item1).ShouldContain(text => text.Contains($"{name}("), name);
        }
    }

    /// <summary>The functions, as the error for an unknown one would suggest them.</summary>
    private static IEnumerable<string> Known() =>
        typeof(TypedExpression).Assembly.GetType("Trestle.Rows.Expressions.FunctionCatalog", throwOnError: true)!
            .GetProperty("Names")!.GetValue(null) as IEnumerable<string> ?? [];

    private static string Print(ExpressionType type, Array values) => values switch
    {
        string?[] texts => texts[0] is { } text ? $"'{text.Replace("'", "''")}'" : "null",
        double[] numbers when double.IsNaN(numbers[0]) => "null",
        double[] numbers => type switch
        {
            ExpressionType.Boolean => numbers[0] == 1 ? "true" : "false",
            ExpressionType.Date => Date(DateTime.UnixEpoch.AddMicroseconds(numbers[0])),
            ExpressionType.Duration => numbers[0] % 86_400e6 == 0 ? $"{numbers[0] / 86_400e6}d" : $"{numbers[0] / 60e6}m",
            _ => numbers[0].ToString("R", CultureInfo.InvariantCulture),
        },
        _ => throw new InvalidOperationException(),
    };

    private static string Date(DateTime moment)
    {
        var format = moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss";
        return $"date '{moment.ToString(format, CultureInfo.InvariantCulture)}'";
    }

    private static double Micros(DateTime moment) => (moment - DateTime.UnixEpoch).TotalMicroseconds;
}
