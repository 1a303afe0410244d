using Trestle.Core.Expressions;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Expressions;

/// <summary>A part of an expression whose type is known.</summary>
internal abstract record Node(ExpressionType Type)
{
    /// <summary>What computes its values for the rows of a block.</summary>
    public abstract Func<RowBlock, Array> Bind(RowSchema schema, string reader);
}

/// <summary>A value that is the same in all rows; of a null the type is that of its place.</summary>
internal sealed record ConstantNode(ExpressionType Type, double Number, string? Text) : Node(Type)
{
    public override Func<RowBlock, Array> Bind(RowSchema schema, string reader) => Type == ExpressionType.Text
        ? block => Filled(block.Rows, Text)
        : block => Filled(block.Rows, Number);

    private static T[] Filled<T>(int rows, T value)
    {
        var values = new T[rows];
        Array.Fill(values, value);
        return values;
    }
}

/// <summary>The values of a column.</summary>
internal sealed record ColumnNode(ExpressionType Type, string Name) : Node(Type)
{
    public override Func<RowBlock, Array> Bind(RowSchema schema, string reader)
    {
        if (Type == ExpressionType.Text)
        {
            var text = schema.Require(Name, ColumnKind.Text, reader);
            return block => block.Raw(text);
        }

        var position = schema.Require(Name, ColumnKind.Number, reader);
        return block => Finite(block, position);
    }

    /// <summary>The numbers of a column; those that are infinite are null. The column itself when none is.</summary>
    private static Array Finite(RowBlock block, int position)
    {
        var numbers = block.Numbers(position);
        double[]? finite = null;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (double.IsInfinity(numbers[i]))
            {
                finite ??= numbers.ToArray();
                finite[i] = double.NaN;
            }
        }

        return finite ?? block.Raw(position);
    }
}

/// <summary>A function of other values.</summary>
internal sealed record CallNode(Function Function, Node[] Arguments) : Node(Function.Result)
{
    public override Func<RowBlock, Array> Bind(RowSchema schema, string reader)
    {
        var arguments = Array.ConvertAll(Arguments, argument => argument.Bind(schema, reader));
        var evaluate = Function.Evaluate;
        return block =>
        {
            var values = new Array[arguments.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = arguments[i](block);
            }

            return evaluate(values, block.Rows);
        };
    }
}
