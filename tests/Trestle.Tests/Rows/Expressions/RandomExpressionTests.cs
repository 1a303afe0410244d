using Shouldly;

using Trestle.Core.Expressions;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Expressions;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Expressions;

/// <summary>Random expressions against <see cref="Oracle"/>, which computes row by row with nullable values instead of columns.</summary>
public sealed class RandomExpressionTests
{
    private const int Rows = 24;

    private static readonly TypedColumn[] Columns =
    [
        new("x", ColumnType.Number), new("y", ColumnType.Number), new("s", ColumnType.Text), new("t u", ColumnType.Text),
        new("b", ColumnType.Boolean), new("c", ColumnType.Boolean), new("d", ColumnType.Date), new("e", ColumnType.Date),
    ];

    [Fact]
    public void Random_expressions_mean_what_an_independent_evaluator_says()
    {
        var random = new Random(20261129);
        var block = Table(random);
        var results = new HashSet<object?>();
        for (var i = 0; i < 3_000; i++)
        {
            var type = (ExpressionType)random.Next(1, 6);
            var written = new Writer(random).Write(type, depth: 5);
            var expression = Expression.Parse(written);
            Expression.Parse(expression.Text).Text.ShouldBe(expression.Text);

            var typed = TypedExpression.Check(Expression.Parse(expression.Text), Columns, "here");
            typed.Type.ShouldBe(type, written);
            var values = typed.Bind(block.Schema, "here")(block);
            for (var row = 0; row < Rows; row++)
            {
                var expected = Oracle.Of(expression.Root, name => Cell(block, name, row));
                Read(values, row, type).ShouldBe(expected, $"{written}\nrow {row}");
                results.Add(expected);
                var single = block.Take([row]);
                Read(typed.Bind(single.Schema, "here")(single), 0, type).ShouldBe(expected);
            }
        }

        results.Count.ShouldBeGreaterThan(500);
    }

    private static object? Read(Array values, int row, ExpressionType type) => values is string?[] texts ? texts[row]
        : ((double[])values)[row] is var number && double.IsNaN(number) ? null
        : type == ExpressionType.Boolean ? number == 1
        : number;

    private static object? Cell(RowBlock block, string name, int row)
    {
        var type = Columns.Single(column => column.Name == name).Type;
        var position = block.Schema.Find(name);
        return type == ColumnType.Text ? block.Texts(position)[row]
            : block.Numbers(position)[row] is var number && double.IsNaN(number) ? null
            : type == ColumnType.Boolean ? number == 1
            : number;
    }

    private static RowBlock Table(Random random)
    {
        double[] Some(Func<double> value) => [.. Enumerable.Range(0, Rows).Select(_ => random.Next(4) == 0 ? double.NaN : value())];
        string? Word() => random.Next(4) == 0 ? null : Writer.Words[random.Next(Writer.Words.Length)];
        string?[] Words() => [.. Enumerable.Range(0, Rows).Select(_ => Word())];
        double Number() => random.Next(-4, 5) / (double)random.Next(1, 3);
        double Truth() => random.Next(2);
        double Day() => (1.7e15 + (random.Next(0, 400) * 86_400e6)) + (random.Next(3) * 3_600e6);
        return new TableBuilder().Numbers("x", Some(Number)).Numbers("y", Some(Number)).Texts("s", Words()).Texts("t u", Words())
            .Numbers("b", Some(Truth)).Numbers("c", Some(Truth)).Numbers("d", Some(Day)).Numbers("e", Some(Day)).Block();
    }

    /// <summary>Writes random expressions of a type.</summary>
    private sealed class Writer(Random random)
    {
        private static readonly Dictionary<ExpressionType, string[]> Forms = new()
        {
            [ExpressionType.Number] =
            [
                "L", "N + N", "(N - N)", "(N) * (N)", "(N) / (N)", "(N) % (N)", "-(N)", "abs(N)", "floor(N)", "min(N, N)", "clip(N, -1, 2)",
                "length(T)", "(U) / 1h", "days(U)", "month(M)",
            ],
            [ExpressionType.Text] = ["L", "(T) || (T)", "concat(T, T)", "lower(T)", "trim(T)", "left(T, 2)", "replace(T, 'a', 'x')"],
            [ExpressionType.Boolean] =
            [
                "L", "(B) and (B)", "(B) or (B)", "not (B)", "(N) < (N)", "(N) >= (N)", "(T) = (T)", "(D) != (D)", "(N) in (1, 2, x)",
                "(T) not in ('a', s)", "(N) between -1 and (N)", "(T) is null", "(B) is not null", "contains(T, 'a')", "starts_with(T, T)",
            ],
            [ExpressionType.Date] = ["L", "(D) + (U)", "(D) - (U)", "truncate(L, 'day')", "max(D, D)"],
            [ExpressionType.Duration] = ["L", "(D) - (D)", "(U) + (U)", "(U) * 2", "-(U)"],
        };

        public static readonly string[] Words = ["", "a", "A", "ab", "Ba", "abc", "it's", " b "];

        /// <summary>An expression of a type; N, T, B, D and U in a form stand for others of their type, S for one of this type.</summary>
        public string Write(ExpressionType type, int depth)
        {
            if (depth <= 0)
            {
                return Leaf(type);
            }

            var form = Pick([.. Forms[type], "if(B, S, S)", "case when B then S end", "coalesce(S, S)", "nullif(S, S)"]);
            return string.Concat(form.Select(c => c switch
            {
                'S' => Write(type, depth - 1),
                'N' => Write(ExpressionType.Number, depth - 1),
                'T' => Write(ExpressionType.Text, depth - 1),
                'B' => Write(ExpressionType.Boolean, depth - 1),
                'D' => Write(ExpressionType.Date, depth - 1),
                'U' => Write(ExpressionType.Duration, depth - 1),
                'L' => Leaf(type),
                'M' => Leaf(ExpressionType.Date),
                _ => c.ToString(),
            }));
        }

        private string Leaf(ExpressionType type) => type switch
        {
            ExpressionType.Number => Pick("x", "y", "0", "2", "-1.5", "1e3"),
            ExpressionType.Text => Pick("s", "\"t u\"", $"'{Words[random.Next(Words.Length)].Replace("'", "''")}'"),
            ExpressionType.Boolean => Pick("b", "c", "true", "false"),
            ExpressionType.Date => Pick("d", "e", "date '2023-11-20'"),
            _ => Pick("1d", "90m", "(d - e)"),
        };

        private string Pick(params string[] from) => from[random.Next(from.Length)];
    }
}
