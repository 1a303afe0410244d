using Trestle.Core.Errors;

namespace Trestle.Learners.Trees;

/// <summary>
/// Reads LightGBM's text format (version v4, gbdt_model_text.cpp and tree.cpp), as far as Trestle trains it: boosted trees with
/// constant leaves and the objectives of binary, multiclass and regression tasks. The text is checked so that the resulting model can
/// be scored without further checks; anything else is a problem, never a crash, a loop or a huge allocation.
/// </summary>
internal static class TreeText
{
    private const string HeaderPart = "header of the tree model";

    /// <summary>The line after the last tree.</summary>
    public static ReadOnlySpan<byte> End => "end of trees\n"u8;

    /// <summary>Reads a model; what follows its trees (importances, training parameters) is ignored.</summary>
    public static TreeModel Read(ReadOnlyMemory<byte> text)
    {
        if (!text.Span.StartsWith("tree\n"u8))
        {
            throw Bad("it does not begin with 'tree'", HeaderPart);
        }

        var end = text.Span.IndexOf("\n\n"u8);
        var sizesAt = text.Span.IndexOf("\ntree_sizes="u8) + 1;
        if (end < 0 || sizesAt == 0 || sizesAt > end || text.Span[sizesAt..end].Contains((byte)'\n'))
        {
            throw Bad("its header does not end with 'tree_sizes'", HeaderPart);
        }

        var fields = new TreeFields(text["tree\n".Length..(end + 1)], HeaderPart);
        var header = ReadHeader(fields, text[..sizesAt]);
        var trees = Cut(text[(end + 2)..], fields.Numbers<int>("tree_sizes"));
        if (trees.Length % header.Outputs != 0)
        {
            throw fields.Bad("its last round is cut off");
        }

        var builder = new ForestBuilder(header.Features.Length);
        for (var tree = 0; tree < trees.Length; tree++)
        {
            builder.Add(TreeLines(trees[tree], tree));
        }

        // Copied, because the caller's bytes may change and need not be kept.
        return new TreeModel(header with { Text = header.Text.ToArray() }, builder.Build(), Copy(trees), trees.Length);
    }

    /// <summary>A problem with a part of the text.</summary>
    public static TrestleException Bad(string reason, string where) => new(LearnerErrors.BadModel(reason, where));

    private static TreeHeader ReadHeader(TreeFields fields, ReadOnlyMemory<byte> text)
    {
        if (fields.Text("version") != "v4")
        {
            throw fields.Bad("its version is not v4");
        }

        var names = fields.Text("feature_names").Split(' ').Select(FeatureNames.Unescape).ToArray();
        var features = fields.Number("max_feature_idx", 0, TreeNode.MaxSlot) + 1;
        if (names.Length != features || names.Distinct(StringComparer.Ordinal).Count() != features)
        {
            throw fields.Bad("its feature names do not fit the number of features");
        }

        var outputs = fields.Number("num_tree_per_iteration", 1, int.MaxValue);
        if (fields.Number("num_class", 1, int.MaxValue) != outputs)
        {
            throw fields.Bad("a round does not have one tree per class");
        }

        return new TreeHeader(text, names, outputs, ReadLink(fields, outputs));
    }

    private static Link ReadLink(TreeFields fields, int outputs)
    {
        var words = fields.Text("objective").Split(' ');
        return (words, outputs) switch
        {
            (["regression" or "regression_l1" or "quantile"], 1) => new Link(LinkKind.Identity),
            (["poisson" or "tweedie"], 1) => new Link(LinkKind.Exp),
            (["binary", "sigmoid:1"], 1) => new Link(LinkKind.Sigmoid),
            (["multiclass", var classes], > 1) when classes == FormattableString.Invariant($"num_class:{outputs}") =>
                new Link(LinkKind.Softmax),
            _ => throw fields.Bad("its objective is none of binary, multiclass, regression, regression_l1, quantile, poisson and tweedie"),
        };
    }

    private static ReadOnlyMemory<byte>[] Cut(ReadOnlyMemory<byte> text, List<int> sizes)
    {
        var trees = new ReadOnlyMemory<byte>[sizes.Count];
        for (var tree = 0; tree < trees.Length; tree++)
        {
            if (sizes[tree] < 0 || sizes[tree] > text.Length)
            {
                throw Bad("the text is cut off", Part(tree));
            }

            trees[tree] = text[..sizes[tree]];
            text = text[sizes[tree]..];
        }

        return text.Span.StartsWith(End) ? trees : throw Bad("the text is cut off", "end of the tree model");
    }

    /// <summary>The lines of one tree.</summary>
    public static TreeFields TreeLines(ReadOnlyMemory<byte> text, int tree)
    {
        var title = FormattableString.Invariant($"Tree={tree}\n");
        for (var i = 0; i < title.Length; i++)
        {
            if (i >= text.Length || text.Span[i] != title[i])
            {
                throw Bad("it does not begin where 'tree_sizes' says", Part(tree));
            }
        }

        return new TreeFields(text[title.Length..], Part(tree));
    }

    private static ReadOnlyMemory<byte>[] Copy(ReadOnlyMemory<byte>[] trees) =>
        Array.ConvertAll(trees, tree => new ReadOnlyMemory<byte>(tree.ToArray()));

    private static string Part(int tree) => FormattableString.Invariant($"tree {tree} of the tree model");
}
