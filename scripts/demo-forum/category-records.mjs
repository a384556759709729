/** @typedef {import('./forum.mjs').Forum} Forum */
/** @typedef {import('./viewer.mjs').Viewer} Viewer */

/**
 * @param {Forum} forum
 * @param {Viewer} viewer
 */
export function categoryRecords(forum, viewer) {
  return forum.categories
    .filter((category) => !category.restricted || viewer?.member)
    .map((category, n) => {
      const children = forum.categories.filter((one) => one.parent === category.slug);
      const topics = forum.topics.filter((topic) => topic.category === category);
      const parent = forum.categories.find((one) => one.slug === category.parent);
      return {
        id: category.id,
        name: category.name,
        color: category.color,
        text_color: 'FFFFFF',
        slug: category.slug,
        topic_count: topics.length,
        post_count: topics.reduce((sum, topic) => sum + topic.posts.length, 0),
        position: n,
        description: category.description,
        description_text: category.description,
        description_excerpt: category.description,
        topic_url: null,
        read_restricted: category.restricted,
        permission: viewer ? 1 : null,
        notification_level: 1,
        has_children: children.length > 0,
        subcategory_ids: children.map((one) => one.id),
        ...(parent ? { parent_category_id: parent.id } : {}),
        num_featured_topics: 3,
        topics_all_time: topics.length,
        uploaded_logo: null,
        uploaded_background: null,
      };
    });
}
